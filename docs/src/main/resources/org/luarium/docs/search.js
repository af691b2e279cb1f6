// SPDX-License-Identifier: Apache-2.0
/* Finds sections that have all words, or words that begin with them; those whose title has them come first. */
function luariumSearch(index, query, most) {
  'use strict';
  var words = query.toLowerCase().split(/\s+/).filter(function (word) { return word.length > 0; });
  if (words.length === 0) {
    return [];
  }
  var found = [];
  index.forEach(function (entry, position) {
    var title = entry[1].toLowerCase();
    var text = entry[2].toLowerCase();
    var score = 0;
    var all = words.every(function (word) {
      var inTitle = title.indexOf(word) >= 0;
      var count = text.split(word).length - 1;
      score += (inTitle ? 100 : 0) + Math.min(count, 10);
      return inTitle || count > 0;
    });
    if (all) {
      found.push({page: entry[0], title: entry[1], text: luariumExcerpt(entry[2], words), score: score, position: position});
    }
  });
  found.sort(function (a, b) { return b.score - a.score || a.position - b.position; });
  return found.slice(0, most);
}

/* What stands around the first of the words. */
function luariumExcerpt(text, words) {
  'use strict';
  var lower = text.toLowerCase();
  var at = words.reduce(function (first, word) {
    var place = lower.indexOf(word);
    return place >= 0 && (first < 0 || place < first) ? place : first;
  }, -1);
  var from = Math.max(0, at - 60);
  return (from > 0 ? '…' : '') + text.substring(from, from + 180) + (from + 180 < text.length ? '…' : '');
}

if (typeof document !== 'undefined') {
  (function () {
    'use strict';
    var query = document.getElementById('query');
    var results = document.getElementById('results');
    var up = document.body.getAttribute('data-up');
    function show() {
      var found = luariumSearch(luariumIndex, query.value, 20);
      results.textContent = '';
      results.hidden = query.value.trim() === '';
      if (found.length === 0) {
        results.appendChild(document.createTextNode('Nothing was found.'));
      }
      found.forEach(function (each) {
        var link = document.createElement('a');
        link.href = up + each.page;
        var title = document.createElement('strong');
        title.textContent = each.title;
        var text = document.createElement('span');
        text.textContent = each.text;
        link.appendChild(title);
        link.appendChild(text);
        link.addEventListener('click', function () { results.hidden = true; });
        results.appendChild(link);
      });
    }
    query.addEventListener('input', show);
    query.form.addEventListener('submit', function (event) {
      event.preventDefault();
      var first = results.querySelector('a');
      if (first) {
        first.click();
      }
    });
    document.addEventListener('keydown', function (event) {
      if (event.key === '/' && document.activeElement !== query) {
        event.preventDefault();
        query.focus();
      } else if (event.key === 'Escape') {
        query.value = '';
        show();
      }
    });
  }());
}
