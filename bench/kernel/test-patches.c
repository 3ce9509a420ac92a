// SPDX-License-Identifier: GPL-2.0-only
/*
 * The forms that people, mail programs and tools give a series, each with what
 * `git am` makes of it, or with the sentence that refuses it.  All are built
 * in one tree, one after the other: what one leaves behind spoils the next.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/patches.h"
#include "kernel/source.h"
#include "kernel/subject.h"
#include "kernel/tree.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define FROM "From 0000000000000000000000000000000000000000 " \
	     "Mon Sep 17 00:00:00 2001\n"
#define BY "From: Person 01 <p01@example.invalid>\n"
#define HEAD(subject) FROM BY "Subject: " subject "\n"
#define BODY(diff) "\nWhy.\n---\n" diff "-- \n2.39.5\n\n"
#define MAIL(subject, diff) HEAD(subject) BODY(diff)
#define CODED(subject, code, body) \
	HEAD(subject) "MIME-Version: 1.0\n" \
	"Content-Type: text/plain; charset=utf-8\n" \
	"Content-Transfer-Encoding: " code "\n\n" body "\n"
#define CHANGE(old, new, was, is, a, b) \
	"--- " old "\n+++ " new "\n@@ -1,3 +1,3 @@\n-int " was ";\n" \
	"+int " is ";\n int " a ";\n int " b ";\n"
#define GIT(a, b, name) "diff --git " a name " " b name "\n" \
	"index 1111111..2222222 100644\n"
#define ONE_AS(old, new) CHANGE(old, new, "one", "first = 1", "a", "b")
#define TWO_AS(old, new) CHANGE(old, new, "two", "second = 2", "x", "y")
#define ONE GIT("a/", "b/", "one.c") ONE_AS("a/one.c", "b/one.c")
#define TWO GIT("a/", "b/", "two.c") TWO_AS("a/two.c", "b/two.c")
#define M1 MAIL("[PATCH 1/2] one: rename", ONE)
#define M2 MAIL("[PATCH 2/2] two: rename", TWO)
#define COVER MAIL("[PATCH 0/2] rename", "")
#define NEW_AS(old, new, name) "diff --git " old name " " new name "\n" \
	"new file mode 100644\nindex 0000000..3333333\n--- /dev/null\n" \
	"+++ " new name "\n@@ -0,0 +1 @@\n+int fresh;\n"
#define REVIEW \
	"From 0 Thu Jan  1 00:00:00 1970\nFrom: Person 02 <p02@example.invalid>\n" \
	"Subject: Re: [PATCH 1/2] one: rename\nIn-Reply-To: <1@example.invalid>\n" \
	"\nOn Monday Person 01 wrote:\n> +int first = 1;\n\nRather:\n\n" ONE "\n"

/* Base64 of "Why.", three dashes and TWO; the same with CRLF. */
static const char two_base64[] = CODED("[PATCH 2/2] two: rename", "base64",
	"V2h5LgotLS0KZGlmZiAtLWdpdCBhL3R3by5jIGIvdHdvLmMKaW5kZXggMTExMTExMS4uMjIyMjIy\n"
	"MiAxMDA2NDQKLS0tIGEvdHdvLmMKKysrIGIvdHdvLmMKQEAgLTEsMyArMSwzIEBACi1pbnQgdHdv\n"
	"OworaW50IHNlY29uZCA9IDI7CiBpbnQgeDsKIGludCB5Owo=\n");
static const char two_base64_crlf[] = CODED("[PATCH 2/2] two: rename", "base64",
	"V2h5Lg0KLS0tDQpkaWZmIC0tZ2l0IGEvdHdvLmMgYi90d28uYw0KaW5kZXggMTExMTExMS4uMjIy\n"
	"MjIyMiAxMDA2NDQNCi0tLSBhL3R3by5jDQorKysgYi90d28uYw0KQEAgLTEsMyArMSwzIEBADQot\n"
	"aW50IHR3bzsNCitpbnQgc2Vjb25kID0gMjsNCiBpbnQgeDsNCiBpbnQgeTsNCg==\n");

#define FILES_MAX 5

/**
 * struct form - one form of a series
 * @files: of the folder "series", or one file "series"
 * @lines: what the tree must hold: FILE:TEXT, FILE:- without it, FILE:+x
 * @refused: or what the sentence must hold
 * @states: the letters of the mails' states in the order of the place
 */
struct form {
	const char *what;
	struct {
		const char *name;
		const char *text;
	} files[FILES_MAX];
	const char *lines[4];
	const char *refused;
	const char *states;
};

#define BOTH { "one.c:int first = 1;", "two.c:int second = 2;" }
#define BOX(text) { { "series", text } }

static const struct form forms[] = {
	{ "a folder of git format-patch", { { "0000-cover-letter.patch", COVER },
	  { "0001-one.patch", M1 }, { "0002-two.patch", M2 } }, BOTH,
	  .states = "caa" },
	{ "a mailbox", BOX(COVER M1 M2), BOTH, .states = "caa" },
	{ "one patch of a series, named", BOX(M1),
	  { "one.c:int first = 1;", "two.c:int two;" } },
	{ "names that have nothing to do with the order",
	  { { "b.patch", M1 }, { "a.patch", M2 } }, BOTH },
	{ "numbers without zeros before them",
	  { { "10-c.patch", MAIL("two", TWO) },
	    { "9-b.patch", MAIL("one", CHANGE("a/one.c", "b/one.c", "1st",
					      "first = 1", "a", "b")) },
	    { "1-a.patch", MAIL("one", CHANGE("a/one.c", "b/one.c", "one",
					      "1st", "a", "b")) } }, BOTH },
	{ "a mailbox out of order", BOX(M2 COVER M1), BOTH, .states = "caa" },
	{ "two series, one behind the other",
	  BOX(MAIL("[PATCH 1/1] one", ONE) MAIL("[PATCH 1/1] two", TWO)), BOTH },
	{ "a maildir", { { "cur/2:2,S", M2 }, { "new/1", M1 },
			 { "tmp/.keep", "" } }, BOTH },
	{ "a quilt folder", { { "series", "# mine\nb.diff -p1\na.diff # two\n" },
	  { "b.diff", ONE_AS("tree.orig/one.c", "tree/one.c") },
	  { "a.diff", TWO_AS("a/two.c", "b/two.c") },
	  { "c.diff", "not applied\n" } }, BOTH, .states = "aau" },
	{ "a quilt series of another depth",
	  { { "series", "a.diff -p0\n" }, { "a.diff", "Index: one.c\n====\n"
	      ONE_AS("one.c.orig", "one.c") } }, { "one.c:int first = 1;" } },
	{ "a list of a file that is not there",
	  { { "series", "a.diff\nb.diff\n" }, { "a.diff", ONE } },
	  .refused = "series:2: found `b.diff`, expected the name of a file" },
	{ "a guard", { { "series", "a.diff #+x86\n" }, { "a.diff", ONE } },
	  .refused = "series:1: found a guard" },
	{ "base64 after 7bit",
	  { { "1.patch", M1 }, { "2.patch", two_base64 } }, BOTH },
	{ "base64 with CRLF inside",
	  { { "1.patch", M1 }, { "2.patch", two_base64_crlf } }, BOTH },
	{ "quoted-printable", BOX(CODED("[PATCH] one", "quoted-printable",
	  "Why.\n---\ndiff --git a/one.c b/one.c\n--- a/one.c\n+++ b/one.c\n"
	  "@@ -1,3 +1,3 @@\n-int one;\n+int first =3D=\n 1;\n int a;\n int=20b;\n")),
	  { "one.c:int first = 1;" } },
	{ "a subject in quoted-printable",
	  BOX(HEAD("=?utf-8?q?=5BPATCH_2/2=5D_two?=") BODY(TWO)
	      HEAD("=?utf-8?q?=5BPATCH_1/2=5D_one?=") BODY(ONE)), BOTH },
	{ "format=flowed", BOX(HEAD("[PATCH] one")
	  "Content-Type: text/plain; charset=utf-8; format=flowed\n"
	  "Content-Transfer-Encoding: 8bit\n\nWhy.\n---\n"
	  "diff --git a/one.c b/one.c\n--- a/one.c\n+++ b/one.c\n"
	  "@@ -1,3 +1,3 @@\n-int one;\n+int \nfirst = 1;\n  int a;\n  int b;\n"),
	  { "one.c:int first = 1;" } },
	{ "CRLF in every line", BOX("Subject: [PATCH] one\r\n\r\nWhy.\r\n---\r\n"
	  "--- a/one.c\r\n+++ b/one.c\r\n@@ -1,3 +1,3 @@\r\n-int one;\r\n"
	  "+int first = 1;\r\n int a;\r\n int b;\r\n"),
	  { "one.c:int first = 1;", "one.c:-\r" } },
	{ "a diff of a file with CRLF", { { "1.diff", "--- a/dos.c\n"
	  "+++ b/dos.c\n@@ -1,2 +1,2 @@\n-int d;\r\n+int dd;\r\n int e;\r\n" } },
	  { "dos.c:int dd;\r" } },
	{ "a latin-1 author", BOX(FROM
	  "From: =?iso-8859-1?q?J=E9?= <j@example.invalid>\n"
	  "Subject: [PATCH] \xe9\n"
	  "Content-Type: text/plain; charset=iso-8859-1\n" BODY(ONE)),
	  { "one.c:int first = 1;" } },
	{ "a character set that nobody knows", BOX(HEAD("[PATCH] one")
	  "Content-Type: text/plain; charset=none\n\nS\xe9\n---\n" ONE),
	  { "one.c:int first = 1;" } },
	{ "attachments", BOX(HEAD("[PATCH] one")
	  "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=b\"\n\n"
	  "--=b\nContent-Type: text/plain\n\nWhy.\n\n--=b\n"
	  "Content-Type: text/x-patch; name=one.patch\n"
	  "Content-Disposition: attachment\n\n" ONE "\n--=b--\n"),
	  { "one.c:int first = 1;" } },
	{ "a mark of UTF-8 in front", { { "1.patch", "\xef\xbb\xbf" M1 },
					{ "2.patch", M2 } }, BOTH },
	{ "an answer with a diff", BOX(M1 REVIEW M2), BOTH, .states = "ara" },
	{ "an answer without Re:", BOX(M1 M2 FROM BY
	  "Subject: one: another way\nIn-Reply-To: <1@example.invalid>\n\n"
	  "> +int first = 1;\n\n" ONE), BOTH, .states = "aar" },
	{ "an answer that kept its subject", BOX(M1 M2 FROM BY
	  "Subject: [PATCH 1/2] one: rename\nReferences: <1@example.invalid>\n\n"
	  "On Monday Person 01 wrote:\n> +int first = 1;\n\n" ONE), BOTH,
	  .states = "aar" },
	{ "a patch whose message quotes", BOX(M2 HEAD("[PATCH 1/2] one: rename")
	  "In-Reply-To: <0@example.invalid>\n\nPerson 03 said:\n> why not?\n---\n"
	  ONE), BOTH, .states = "aa" },
	{ "two series, one of them in two versions", BOX(
	  MAIL("[PATCH 1/2] one: rename", ONE) MAIL("[PATCH 2/2] more", TWO)
	  MAIL("[PATCH v2 1/2] one: rename", ONE)
	  MAIL("[PATCH 1/2] other", ONE)),
	  .refused = "expected one series: name each by itself" },
	{ "an alternative that no tag calls a patch", BOX(M1 HEAD("one: other")
	  "In-Reply-To: <1@example.invalid>\n\nWhy not this:\n" TWO M2), BOTH,
	  .states = "ara" },
	{ "a number beyond the last", BOX(M1 M2 MAIL("[PATCH 3/2] one", ONE)),
	  .refused = "expected a number up to 2" },
	{ "a bug's number for a reference", { { "1.patch", BY
	  "Subject: one: rename\nReferences: bsc#1234567\n"
	  "\nThis was said:\n> it breaks\n---\n" ONE } },
	  { "one.c:int first = 1;" }, .states = "a" },
	{ "answers only", BOX(REVIEW), .refused = "series: found no diff" },
	{ "two versions", BOX(MAIL("[PATCH 1/2] one: rename", TWO)
	  MAIL("[PATCH 2/2] two: rename", ONE)
	  MAIL("[PATCH v2 1/2] one: rename", ONE)
	  MAIL("[PATCH v2 2/2] two: rename", TWO)), BOTH, .states = "ooaa" },
	{ "two versions of a single patch",
	  { { "v1-0001-one.patch", MAIL("[PATCH] one", TWO) },
	    { "v2-0001-one.patch", MAIL("[PATCH v2] one", ONE) } },
	  { "one.c:int first = 1;", "two.c:int two;" }, .states = "oa" },
	{ "a later version of one patch of two",
	  BOX(M1 M2 MAIL("[PATCH v2 2/2] two: rename", TWO)),
	  .refused = "found no patch 1 of the series" },
	{ "two versions that share nothing",
	  BOX(M1 M2 MAIL("[PATCH v2 1/1] three", ONE)),
	  .refused = "expected one version of one series" },
	{ "patchwork's tags", BOX(MAIL("[v2,2/2] two", TWO)
				  MAIL("[v2,1/2] one", ONE)), BOTH },
	{ "hg's tags", BOX(MAIL("[PATCH 2 of 2] two", TWO)
			   MAIL("[PATCH 1 of 2] one", ONE)
			   MAIL("[PATCH 0 of 2] rename", "")), BOTH },
	{ "a patch that is missing", { { "1.patch", MAIL("[PATCH 1/3] one", ONE) },
	  { "3.patch", MAIL("[PATCH 3/3] two", TWO) } },
	  .refused = "series: found no patch 2 of the series" },
	{ "the last patch missing", { { "1.patch", MAIL("[PATCH 1/3] one", ONE) },
	  { "2.patch", MAIL("[PATCH 2/3] two", TWO) } },
	  .refused = "series: found no patch 3 of the series" },
	{ "a number beside a patch without one",
	  { { "1.patch", M1 }, { "2.patch", MAIL("two", TWO) } }, BOTH },
	{ "a mail that came twice", BOX(M1 M1 M2), BOTH, .states = "ada" },
	{ "two patches of one number",
	  BOX(M1 MAIL("[PATCH 1/2] one: rename", TWO) M2),
	  .refused = "expected one of them" },
	{ "mails of mm-commits", { { "1.mbox", MAIL("+ one.patch added to -mm tree",
	  ONE_AS("a/one.c~one", "a/one.c") "_\n\nPatches in -mm are\n") },
	  { "2.eml", M2 } }, BOTH },
	{ "no prefix", { { "1.patch", GIT("", "", "one.c")
			   ONE_AS("one.c", "one.c") },
			 { "2.patch", "diff --git sub/new.c sub/new.c\n"
			   "new file mode 100644\n--- /dev/null\n+++ sub/new.c\n"
			   "@@ -0,0 +1 @@\n+int fresh;\n" } },
	  { "one.c:int first = 1;", "sub/new.c:int fresh;" } },
	{ "a prefix that says what it is", { { "1.patch", GIT("i/", "w/", "one.c")
	  ONE_AS("i/one.c", "w/one.c") },
	  { "2.PATCH", NEW_AS("c/", "i/", "sub/new.c") } },
	  { "one.c:int first = 1;", "sub/new.c:int fresh;" } },
	{ "new files whose prefix cannot be told", { { "1.diff",
	  "--- /dev/null\n+++ more/new.c\n@@ -0,0 +1 @@\n+int fresh;\n" } },
	  .refused = "cannot tell whether `more/` is part of the name" },
	{ "diff -ruN", { { "1.txt", "diff -ruN old/one.c new/one.c\n"
	  ONE_AS("old/one.c\t2026-01-01 00:00:00.000000000 +0000",
		 "new/one.c\t2026-01-01 00:00:01.000000000 +0000") } },
	  { "one.c:int first = 1;" } },
	{ "diff -r of a file on one side", { { "1.diff", "Only in new: three.c\n"
	  ONE_AS("old/one.c", "new/one.c") } },
	  .refused = "1.diff: found `Only in new: three.c`" },
	{ "a context diff", { { "1.patch", "*** a/one.c\n--- b/one.c\n"
	  "***************\n*** 1 ****\n! int one;\n--- 1 ----\n! int 1;\n" } },
	  .refused = "1.patch: found no diff" },
	{ "a copy", { { "1.patch", MAIL("copy", "diff --git a/two.c b/copy.c\n"
	  "similarity index 100%\ncopy from two.c\ncopy to copy.c\n") } },
	  { "copy.c:int two;", "two.c:int two;" } },
	{ "a rename with a change", { { "1.patch", MAIL("move",
	  "diff --git a/one.c b/sub/moved.c\nsimilarity index 60%\n"
	  "rename from one.c\nrename to sub/moved.c\n"
	  ONE_AS("a/one.c", "b/sub/moved.c")) } },
	  { "one.c:-int", "sub/moved.c:int first = 1;" } },
	{ "a mode", { { "1.patch", MAIL("tool", "diff --git a/tool.sh b/tool.sh\n"
	  "old mode 100644\nnew mode 100755\n") } }, { "tool.sh:+x" } },
	{ "an empty file", { { "1.patch", MAIL("empty",
	  "diff --git a/sub/empty.c b/sub/empty.c\nnew file mode 100644\n"
	  "index 0000000..e69de29\n") } }, { "sub/empty.c:" } },
	{ "a file that goes", { { "1.patch", MAIL("no two",
	  "diff --git a/two.c b/two.c\ndeleted file mode 100644\n"
	  "index 1111111..0000000\n--- a/two.c\n+++ /dev/null\n"
	  "@@ -1,3 +0,0 @@\n-int two;\n-int x;\n-int y;\n") } },
	  { "two.c:-int" } },
	{ "a file that comes and goes", { { "1.patch", MAIL("new",
	  NEW_AS("a/", "b/", "three.c")) }, { "2.patch", MAIL("old",
	  "diff --git a/three.c b/three.c\ndeleted file mode 100644\n"
	  "index 3333333..0000000\n--- a/three.c\n+++ /dev/null\n"
	  "@@ -1 +0,0 @@\n-int fresh;\n") } }, { "three.c:-int" } },
	{ "a binary file", { { "1.patch", MAIL("logo",
	  "diff --git a/logo b/logo\nnew file mode 100644\nindex "
	  "0000000000000000000000000000000000000000.."
	  "eaf36c1daccfdf325514461cd1a2ffbc139b5464\nGIT binary patch\n"
	  "literal 4\nLcmZQzWMT#Y01f~L\n\nliteral 0\nHcmV?d00001\n\n") } },
	  { "logo:" } },
	{ "a binary file without its bytes", { { "1.patch", MAIL("logo",
	  "diff --git a/logo b/logo\nindex 1111111..2222222 100644\n"
	  "Binary files a/logo and b/logo differ\n") } },
	  .refused = "1.patch: does not apply" },
	{ "a name of another alphabet", { { "1.patch", MAIL("umlaut",
	  NEW_AS("\"a/", "\"b/", "\\303\\274.c\"")) } },
	  { "\xc3\xbc.c:int fresh;" } },
	{ "a name with blanks and dots", { { "1.patch", MAIL("blank",
	  NEW_AS("a/", "b/", "a  b..c")) } }, { "a  b..c:int fresh;" } },
	{ "a name that leads out", { { "1.patch", MAIL("out",
	  NEW_AS("a/", "b/", "../out.c")) } },
	  .refused = "1.patch: found the name `../out.c`, expected one inside" },
	{ "an absolute name", { { "1.patch", "--- /dev/null\n+++ /out.c\n"
	  "@@ -0,0 +1 @@\n+int fresh;\n" } }, .refused = "1.patch: found" },
	{ "a symbolic link as a patch", { { "1.patch", MAIL("link",
	  "diff --git a/link2 b/link2\nnew file mode 120000\n--- /dev/null\n"
	  "+++ b/link2\n@@ -0,0 +1 @@\n+/etc\n\\ No newline at end of file\n") } },
	  .refused = "1.patch: makes `link2` a symbolic link" },
	{ "a symbolic link on the way", { { "1.patch", MAIL("through",
	  NEW_AS("a/", "b/", "link/new.c")) } },
	  .refused = "found `link` on the way to `link/new.c`" },
	{ "a symbolic link of the tree", { { "1.patch", MAIL("link",
	  "diff --git a/link b/link\n--- a/link\n+++ b/link\n@@ -1 +1 @@\n"
	  "-sub\n+/etc\n") } }, .refused = "found `link`, a symbolic link" },
	{ "a hunk that does not fit", { { "1.patch", MAIL("[PATCH] one",
	  CHANGE("a/one.c", "b/one.c", "one", "1", "a", "c")) } },
	  .refused = "1.patch: does not apply to tree 1: found `int b;` at line 3 of one.c, expected `int c;`; it was made for 7" },
	{ "lines that were wrapped", { { "1.patch", MAIL("[PATCH] one",
	  "--- a/one.c\n+++ b/one.c\n@@ -1,3 +1,3 @@\n-int\none;\n+int 1;\n") } },
	  .refused = "1.patch: found a damaged diff" },
	{ "a patch that lost its diff",
	  BOX(M1 MAIL("[PATCH 2/2] two: rename", "")),
	  .refused = "series, mail 2: found no diff in `[PATCH 2/2] two: rename`" },
	{ "a mailbox without its From lines", BOX("Subject: one\n" BODY(ONE)
	  "Subject: two\nContent-Transfer-Encoding: base64\n\nZGlm\n"),
	  .refused = "found the head of a mail inside a diff" },
	{ "a page of HTML", { { "1.patch", M1 }, { "2.html",
	  "<html><pre>diff --git a/two.c b/two.c</pre>\n" } },
	  .refused = "2.html: found no diff" },
	{ "a compressed mailbox", { { "1.patch", M1 },
	  { "t.mbox.gz", "\x1f\x8b\x08" } },
	  .refused = "t.mbox.gz: found a gzip file, expected text: gunzip it first" },
	{ "UTF-16", { { "1.patch", "\xff\xfe" "d" } },
	  .refused = "1.patch: found UTF-16" },
	{ "what an editor left", { { "1.patch", M1 }, { "1.patch~", M1 } },
	  .refused = "1.patch~: found what an editor" },
	{ "a folder in a folder", { { "1.patch", M1 }, { "old/1.patch", M1 } },
	  .refused = "old: found a folder inside a series" },
	{ "words beside patches", { { "1.patch", MAIL("one", ONE) },
	  { "README", "Apply to 7.\n" } }, { "one.c:int first = 1;" },
	  .states = "an" },
	{ "words only", BOX("nothing\n"), .refused = "series: found no diff" },
};

struct lab {
	char path[32];
	struct source source;
	struct base base;
	struct tree tree;
};

static void write_in(const struct lab *lab, const char *folder,
		     const char *name, const char *text)
{
	char *path = xasprintf("%s/%s%s%s", lab->path, folder,
			       *name ? "/" : "", name);
	char *copy = xstrdup(path);
	struct error err;

	*strrchr(copy, '/') = '\0';
	assert_int_equal(directory_make(copy, &err), 0);
	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(copy);
	free(path);
}

static int make_lab(void **state)
{
	struct lab *lab = xcalloc(1, sizeof(*lab));
	char *link;

	strcpy(lab->path, "/tmp/patches.XXXXXX");
	assert_non_null(mkdtemp(lab->path));
	lab->source = (struct source){
		.label = (char *)"tree",
		.version = (char *)"1",
	};
	lab->base = (struct base){
		.made_for = (char *)"7",
		.source = &lab->source,
	};
	lab->tree = (struct tree){
		.folder = xasprintf("%s/cache", lab->path),
		.source = xasprintf("%s/cache/source", lab->path),
	};
	write_in(lab, "cache/source", "one.c", "int one;\nint a;\nint b;\n");
	write_in(lab, "cache/source", "two.c", "int two;\nint x;\nint y;\n");
	write_in(lab, "cache/source", "dos.c", "int d;\r\nint e;\r\n");
	write_in(lab, "cache/source", "tool.sh", "#!/bin/sh\n");
	write_in(lab, "cache/source", "sub/kept.c", "int kept;\n");
	link = xasprintf("%s/link", lab->tree.source);
	assert_int_equal(symlink("sub", link), 0);
	free(link);
	*state = lab;
	return 0;
}

static int remove_lab(void **state)
{
	struct lab *lab = *state;
	struct error err;

	assert_int_equal(directory_remove(lab->path, &err), 0);
	free(lab->tree.folder);
	free(lab->tree.source);
	free(lab);
	return 0;
}

static void make_form(const struct lab *lab, const struct form *form)
{
	char *path = xasprintf("%s/series", lab->path);
	struct error err;

	unlink(path);
	assert_int_equal(directory_remove(path, &err), 0);
	if (!form->files[1].name && strcmp(form->files[0].name, "series") == 0)
		write_in(lab, "series", "", form->files[0].text);
	else
		for (int i = 0; i < FILES_MAX && form->files[i].name; i++)
			write_in(lab, "series", form->files[i].name,
				 form->files[i].text);
	free(path);
}

/* FILE:TEXT, FILE:-TEXT (none of it, or no file), FILE:+x */
static bool holds(const struct lab *lab, const char *line)
{
	const char *wanted = strrchr(line, ':') + 1;
	char *path = xasprintf("%s/%.*s", lab->tree.source,
			       (int)(wanted - 1 - line), line);
	char *text = NULL;
	struct error ignored;
	bool there = file_read(path, &text, NULL, &ignored) == 0;
	bool held = *wanted == '-' ? !there || !strstr(text, wanted + 1) :
		    strcmp(wanted, "+x") == 0 ? access(path, X_OK) == 0 :
						there && strstr(text, wanted);

	free(text);
	free(path);
	return held;
}

static int wrong;

/* All that is wrong is told, not the first only. */
#define WRONG(...) (print_error(__VA_ARGS__), print_error("\n"), wrong++)

static void check_states(const struct form *form,
			 const struct patches *patches)
{
	static const char letters[] = "acrodun";
	char states[16] = "";

	for (int i = 0; i < patches->mail_count; i++)
		states[i] = letters[patches->mails[i].state];
	if (form->states && strcmp(states, form->states))
		WRONG("%s: states %s, expected %s", form->what, states,
			 form->states);
}

static int use(struct lab *lab, const struct form *form,
	       char sha256[DIGEST_HEX_SIZE], struct error *err)
{
	char *places[] = { xasprintf("%s/series", lab->path), NULL };
	struct patches patches;
	int ret = patches_read(&patches, places, err);

	if (ret == 0)
		check_states(form, &patches);
	if (ret == 0)
		ret = tree_switch(&lab->tree, &lab->base, &patches, err);
	strcpy(sha256, patches.sha256);
	patches_release(&patches);
	free(places[0]);
	return ret;
}

static void check_form(struct lab *lab, const struct form *form)
{
	char sha256[DIGEST_HEX_SIZE];
	struct error err = { "" };
	int ret;

	make_form(lab, form);
	ret = use(lab, form, sha256, &err);
	if (form->refused && (ret == 0 || !strstr(err.text, form->refused)))
		WRONG("%s: `%s`, expected `%s`", form->what, err.text,
			 form->refused);
	if (!form->refused && ret)
		WRONG("%s: %s", form->what, err.text);
	if (form->refused && strlen(err.text) > 400)
		WRONG("%s: over five lines: %s", form->what, err.text);
	for (int i = 0; i < 4 && form->lines[i]; i++)
		if (!holds(lab, form->lines[i]))
			WRONG("%s: no %s", form->what, form->lines[i]);
}

static void every_form_is_what_git_am_makes_of_it_or_refused(void **state)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		check_form(*state, &forms[i]);
	assert_int_equal(wrong, 0);
}

static void a_series_leaves_nothing_behind(void **state)
{
	static const char *const names[] = {
		"dos.c", "link", "one.c", "sub", "tool.sh", "two.c",
	};
	struct lab *lab = *state;
	const struct patches none = { 0 };
	char untouched[DIGEST_HEX_SIZE];
	struct error err;
	char **found;
	int count;

	assert_int_equal(tree_switch(&lab->tree, &lab->base, &none, &err), 0);
	strcpy(untouched, lab->tree.sha256);
	every_form_is_what_git_am_makes_of_it_or_refused(state);
	assert_int_equal(tree_switch(&lab->tree, &lab->base, &none, &err), 0);
	assert_string_equal(lab->tree.sha256, untouched);
	count = directory_list(lab->tree.source, &found, &err);
	assert_int_equal(count, 6);
	for (int i = 0; i < count; i++)
		assert_string_equal(found[i], names[i]);
	directory_list_free(found);
	assert_true(holds(lab, "one.c:int one;\nint a;\nint b;\n"));
	assert_true(holds(lab, "two.c:int two;\nint x;\nint y;\n"));
	assert_false(holds(lab, "tool.sh:+x"));
}

static void the_tree_has_one_digest_whatever_form_made_it(void **state)
{
	static const struct form folder = {
		"folder", { { "1.patch", M1 }, { "2.patch", M2 } },
	};
	static const struct form coded = {
		"coded", { { "1.patch", M1 }, { "2.patch", two_base64 } },
	};
	static const struct form half = { "half", BOX(M1) };
	struct lab *lab = *state;
	char sha256[DIGEST_HEX_SIZE], made[DIGEST_HEX_SIZE];
	struct error err;

	make_form(lab, &folder);
	assert_int_equal(use(lab, &folder, sha256, &err), 0);
	strcpy(made, lab->tree.sha256);
	make_form(lab, &coded);
	assert_int_equal(use(lab, &coded, sha256, &err), 0);
	assert_string_equal(lab->tree.sha256, made);
	make_form(lab, &half);
	assert_int_equal(use(lab, &half, sha256, &err), 0);
	assert_string_not_equal(lab->tree.sha256, made);
}

static void a_name_is_no_part_of_the_hash_and_the_order_is(void **state)
{
	static const struct form of[] = {
		{ "names", { { "1.patch", MAIL("one", ONE) },
			     { "2.patch", MAIL("two", TWO) } } },
		{ "other names", { { "a.diff", MAIL("one", ONE) },
				   { "b.txt", MAIL("two", TWO) } } },
		{ "other order", { { "2.patch", MAIL("one", ONE) },
				   { "1.patch", MAIL("two", TWO) } } },
	};
	char sha256[3][DIGEST_HEX_SIZE];
	struct error err;

	for (int i = 0; i < 3; i++) {
		make_form(*state, &of[i]);
		assert_int_equal(use(*state, &of[i], sha256[i], &err), 0);
	}
	assert_string_equal(sha256[0], sha256[1]);
	assert_string_not_equal(sha256[0], sha256[2]);
}

static void a_plain_file_is_hashed_as_it_stands(void **state)
{
	static const struct form plain = {
		"plain", { { "0000-cover-letter.patch", COVER },
			   { "1.patch", M1 }, { "2.patch", M2 } },
	};
	char one[DIGEST_HEX_SIZE], two[DIGEST_HEX_SIZE];
	char sha256[DIGEST_HEX_SIZE], expected[DIGEST_HEX_SIZE];
	SHA2_CTX digest;
	struct error err;

	SHA256Data((const uint8_t *)M1, strlen(M1), one);
	SHA256Data((const uint8_t *)M2, strlen(M2), two);
	SHA256Init(&digest);
	digest_add_text(&digest, "patch", one);
	digest_add_text(&digest, "patch", two);
	SHA256End(&digest, expected);
	make_form(*state, &plain);
	assert_int_equal(use(*state, &plain, sha256, &err), 0);
	assert_string_equal(sha256, expected);
}

static void settings_and_hooks_of_the_user_change_nothing(void **state)
{
	static const struct form box = { "box", BOX(M1 M2), BOTH };
	struct lab *lab = *state;
	char *home = xasprintf("%s/home", lab->path);

	write_in(lab, "home", ".gitconfig",
		 "[core]\nautocrlf = true\n[apply]\nwhitespace = fix\n"
		 "[mailinfo]\nscissors = true\n[broken\n");
	setenv("HOME", home, 1);
	setenv("GIT_DIR", "/nowhere", 1);
	setenv("GIT_INDEX_FILE", "/nowhere/index", 1);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	check_form(lab, &box);
	assert_int_equal(wrong, 0);
	assert_true(holds(lab, "one.c:-\r"));
	unsetenv("GIT_DIR");
	unsetenv("GIT_INDEX_FILE");
	unsetenv("LC_ALL");
	free(home);
}

static void without_git_there_is_a_sentence(void **state)
{
	static const struct form box = {
		"box", BOX(M1 M2), .refused = "install the package git",
	};
	struct lab *lab = *state;
	char *path = xstrdup(getenv("PATH"));

	setenv("PATH", "/nowhere", 1);
	check_form(lab, &box);
	assert_int_equal(wrong, 0);
	setenv("PATH", path, 1);
	free(path);
}

static void the_tags_of_a_subject_are_read(void **state)
{
	static const struct {
		const char *text;
		int version, index, total;
		const char *title;
	} subjects[] = {
		{ "[PATCH] mm: x", 1000, 0, 0, "mm: x" },
		{ "[RFC PATCH v2 03/12] x", 2000, 3, 12, "x" },
		{ "[PATCHv3 1/2] x", 3000, 1, 2, "x" },
		{ "[PATCH V4 1/2] x", 4000, 1, 2, "x" },
		{ "[PATCH v2.1 1/2] x", 2001, 1, 2, "x" },
		{ "[v5,7/9] x", 5000, 7, 9, "x" },
		{ "[PATCH 6.1 012/150] x", 1000, 12, 150, "x" },
		{ "[list] [PATCH 2/3] [media] x", 1000, 2, 3, "x" },
		{ "[PATCH 2 of 3 v2] x", 2000, 2, 3, "x" },
		{ "[tip: x86/mm] x", 1000, 0, 0, "x" },
		{ "Fwd: [PATCH 1/2] x", 1000, 1, 2, "x" },
		{ "[unclosed 1/2 x", 1000, 0, 0, "[unclosed 1/2 x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		struct subject subject;

		subject_parse(&subject, subjects[i].text);
		assert_int_equal(subject.version, subjects[i].version);
		assert_int_equal(subject.index, subjects[i].index);
		assert_int_equal(subject.total, subjects[i].total);
		assert_string_equal(subjects[i].text + subject.title,
				    subjects[i].title);
		assert_false(subject.reply);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_LAB(test) cmocka_unit_test_setup_teardown(test, make_lab, remove_lab)
		IN_LAB(a_series_leaves_nothing_behind),
		IN_LAB(the_tree_has_one_digest_whatever_form_made_it),
		IN_LAB(a_name_is_no_part_of_the_hash_and_the_order_is),
		IN_LAB(a_plain_file_is_hashed_as_it_stands),
		IN_LAB(settings_and_hooks_of_the_user_change_nothing),
		IN_LAB(without_git_there_is_a_sentence),
		cmocka_unit_test(the_tags_of_a_subject_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
