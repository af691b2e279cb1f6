// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.util.Map;
import java.util.Optional;

/** Which packages of systems have what builds need, for what is asked for often. */
final class Remedies {
    /** The names in Debian and Ubuntu, in Fedora, and in Alpine. */
    private record Names(String debian, String fedora, String alpine) {
        @Override
        public String toString() {
            return "install it with 'apt-get install " + debian + "' (Debian, Ubuntu), 'dnf install " + fedora
                    + "' (Fedora) or 'apk add " + alpine + "' (Alpine)";
        }
    }

    private static final Names GCC = new Names("gcc libc6-dev", "gcc", "gcc musl-dev");
    private static final Names CXX = new Names("g++", "gcc-c++", "g++");
    private static final Names OPENSSL = new Names("libssl-dev", "openssl-devel", "openssl-dev");
    private static final Names ZLIB = new Names("zlib1g-dev", "zlib-devel", "zlib-dev");
    private static final Names EXPAT = new Names("libexpat1-dev", "expat-devel", "expat-dev");
    private static final Names SQLITE = new Names("libsqlite3-dev", "sqlite-devel", "sqlite-dev");
    private static final Names YAML = new Names("libyaml-dev", "libyaml-devel", "yaml-dev");
    private static final Names CURL = new Names("libcurl4-openssl-dev", "libcurl-devel", "curl-dev");
    private static final Names PCRE = new Names("libpcre2-dev", "pcre2-devel", "pcre2-dev");
    private static final Names PCRE1 = new Names("libpcre3-dev", "pcre-devel", "pcre-dev");
    private static final Names MYSQL = new Names("libmysqlclient-dev", "mysql-devel", "mariadb-dev");
    private static final Names POSTGRES = new Names("libpq-dev", "libpq-devel", "libpq-dev");
    private static final Names LIBEVENT = new Names("libevent-dev", "libevent-devel", "libevent-dev");
    private static final Names NCURSES = new Names("libncurses-dev", "ncurses-devel", "ncurses-dev");
    private static final Names READLINE = new Names("libreadline-dev", "readline-devel", "readline-dev");
    private static final Names ZMQ = new Names("libzmq3-dev", "zeromq-devel", "zeromq-dev");
    private static final Names FFI = new Names("libffi-dev", "libffi-devel", "libffi-dev");
    private static final Names BZIP = new Names("libbz2-dev", "bzip2-devel", "bzip2-dev");
    private static final Names LIBUV = new Names("libuv1-dev", "libuv-devel", "libuv-dev");

    private static final Map<String, Names> KNOWN = Map.ofEntries(
            Map.entry("cc", GCC),
            Map.entry("c++", CXX),
            Map.entry("make", new Names("make", "make", "make")),
            Map.entry("cmake", new Names("cmake", "cmake", "cmake")),
            Map.entry("patch", new Names("patch", "patch", "patch")),
            Map.entry("openssl/ssl.h", OPENSSL),
            Map.entry("ssl", OPENSSL),
            Map.entry("crypto", OPENSSL),
            Map.entry("zlib.h", ZLIB),
            Map.entry("z", ZLIB),
            Map.entry("expat.h", EXPAT),
            Map.entry("expat", EXPAT),
            Map.entry("sqlite3.h", SQLITE),
            Map.entry("sqlite3", SQLITE),
            Map.entry("yaml.h", YAML),
            Map.entry("yaml", YAML),
            Map.entry("curl/curl.h", CURL),
            Map.entry("curl", CURL),
            Map.entry("pcre2.h", PCRE),
            Map.entry("pcre2-8", PCRE),
            Map.entry("pcre.h", PCRE1),
            Map.entry("pcre", PCRE1),
            Map.entry("mysql.h", MYSQL),
            Map.entry("mysqlclient", MYSQL),
            Map.entry("libpq-fe.h", POSTGRES),
            Map.entry("pq", POSTGRES),
            Map.entry("event2/event.h", LIBEVENT),
            Map.entry("event", LIBEVENT),
            Map.entry("ncurses.h", NCURSES),
            Map.entry("curses.h", NCURSES),
            Map.entry("ncurses", NCURSES),
            Map.entry("readline/readline.h", READLINE),
            Map.entry("readline", READLINE),
            Map.entry("zmq.h", ZMQ),
            Map.entry("zmq", ZMQ),
            Map.entry("ffi.h", FFI),
            Map.entry("ffi", FFI),
            Map.entry("bzlib.h", BZIP),
            Map.entry("bz2", BZIP),
            Map.entry("uv.h", LIBUV),
            Map.entry("uv", LIBUV));

    private Remedies() {}

    /** What to do to have something, named as rocks do. */
    static String of(String name) {
        return Optional.ofNullable(KNOWN.get(name))
                .map(Names::toString)
                .orElse("install the package of your system that has it, or add its folder to those that are searched");
    }

    static String luaHeaders(String dialect) {
        return new Names(
                        "liblua" + dialect + "-dev",
                        dialect.equals("5.4") ? "lua-devel" : "compat-lua-devel",
                        "lua" + dialect + "-dev")
                .toString();
    }
}
