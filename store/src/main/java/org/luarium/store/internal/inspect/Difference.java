// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.util.ArrayList;
import java.util.List;

/** Two texts, compared line by line and written down in the unified format. */
final class Difference {
    private static final int CONTEXT = 3;
    /** Texts that differ in more lines than this times this are shown as replaced: nobody reads such a difference, and the table would not fit. */
    private static final int MOST_CELLS = 4_000_000;

    private final List<String> left;
    private final List<String> right;
    private final List<Line> lines = new ArrayList<>();

    private Difference(List<String> left, List<String> right) {
        this.left = left;
        this.right = right;
    }

    /** One line, and what stands before it: blank if both have it. */
    private record Line(char kind, String text) {}

    /** Empty if they do not differ. */
    static String unified(String leftName, List<String> left, String rightName, List<String> right) {
        if (left.equals(right)) {
            return "";
        }
        Difference difference = new Difference(left, right);
        difference.compare();
        return "--- " + leftName + "\n+++ " + rightName + "\n" + difference.hunks();
    }

    private void compare() {
        int start = 0;
        while (start < Math.min(left.size(), right.size()) && left.get(start).equals(right.get(start))) {
            lines.add(new Line(' ', left.get(start)));
            start++;
        }
        int end = 0;
        while (end < Math.min(left.size(), right.size()) - start
                && left.get(left.size() - 1 - end).equals(right.get(right.size() - 1 - end))) {
            end++;
        }
        middle(left.subList(start, left.size() - end), right.subList(start, right.size() - end));
        left.subList(left.size() - end, left.size()).forEach(text -> lines.add(new Line(' ', text)));
    }

    /** The longest common subsequence, by the table of its lengths. */
    private void middle(List<String> a, List<String> b) {
        boolean small = (a.size() + 1L) * (b.size() + 1L) <= MOST_CELLS;
        int[][] longest = new int[small ? a.size() + 1 : 0][b.size() + 1];
        for (int i = a.size() - 1; small && i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                longest[i][j] = a.get(i).equals(b.get(j))
                        ? longest[i + 1][j + 1] + 1
                        : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (small && i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                lines.add(new Line(' ', a.get(i)));
                i++;
                j++;
            } else if (i < a.size() && (!small || j == b.size() || longest[i + 1][j] >= longest[i][j + 1])) {
                lines.add(new Line('-', a.get(i)));
                i++;
            } else {
                lines.add(new Line('+', b.get(j)));
                j++;
            }
        }
    }

    private String hunks() {
        StringBuilder text = new StringBuilder();
        int leftLine = 1;
        int rightLine = 1;
        int at = 0;
        while (at < lines.size()) {
            int from = Math.max(at, next(at) - CONTEXT);
            for (; at < from; at++) {
                leftLine++;
                rightLine++;
            }
            if (at == lines.size()) {
                break;
            }
            int to = end(from);
            List<Line> hunk = lines.subList(from, to);
            int leftCount =
                    (int) hunk.stream().filter(line -> line.kind() != '+').count();
            int rightCount =
                    (int) hunk.stream().filter(line -> line.kind() != '-').count();
            text.append("@@ -").append(range(leftLine, leftCount));
            text.append(" +").append(range(rightLine, rightCount)).append(" @@\n");
            hunk.forEach(line -> text.append(line.kind()).append(line.text()).append('\n'));
            leftLine += leftCount;
            rightLine += rightCount;
            at = to;
        }
        return text.toString();
    }

    private static String range(int line, int count) {
        return count == 1 ? String.valueOf(line) : (count == 0 ? line - 1 : line) + "," + count;
    }

    /** The next change; behind the end, and its context, if there is none. */
    private int next(int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).kind() != ' ') {
                return i;
            }
        }
        return lines.size() + CONTEXT;
    }

    /** Where a hunk ends: changes whose context touches are in one. */
    private int end(int from) {
        int last = next(from);
        while (next(last + 1) - last <= 2 * CONTEXT + 1 && next(last + 1) < lines.size()) {
            last = next(last + 1);
        }
        return Math.min(lines.size(), last + CONTEXT + 1);
    }
}
