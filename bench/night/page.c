// SPDX-License-Identifier: GPL-2.0-only
#include "night/page.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "night/moved.h"

static const char style[] =
	"body{font:15px/1.45 sans-serif;color:#1c1c1c;background:#fff;"
	"max-width:76rem;margin:0 auto;padding:.6rem 1rem 2rem}"
	"nav{border-bottom:1px solid #ccc;padding-bottom:.4rem}"
	"nav a{margin-right:1.1rem}"
	"h1{font-size:1.45rem;margin:.9rem 0 .5rem;overflow-wrap:anywhere}"
	"h2{font-size:1.1rem;margin:1.5rem 0 .4rem}"
	"a{color:#0b57a4;text-decoration:none}a:hover{text-decoration:underline}"
	"div.wide{overflow-x:auto}"
	"table{border-collapse:collapse;margin:.3rem 0}"
	"th,td{padding:.22rem .6rem;text-align:left;vertical-align:top;"
	"border-bottom:1px solid #e4e4e4}"
	"th{border-bottom:1px solid #888;font-weight:600}"
	"td.n{text-align:right;white-space:nowrap;"
	"font-variant-numeric:tabular-nums}"
	"td.w{white-space:nowrap}td.p{overflow-wrap:anywhere;min-width:8.5rem}"
	".worse{color:#a11d1d}.better{color:#16693a}"
	".quiet{color:#6b6b6b}.bad{background:#f7d9d9;font-weight:600}"
	"tr.none td{background:#ececec;color:#6b6b6b}"
	"tr.rule td{border-bottom:2px solid #7a5195;color:#7a5195}"
	"pre{background:#f4f4f2;padding:.6rem;overflow-x:auto;"
	"font:13px/1.4 monospace}"
	"code{font:13px monospace;overflow-wrap:anywhere}"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem}"
	"dt{color:#6b6b6b}dd{margin:0;overflow-wrap:anywhere}"
	"svg{max-width:100%;height:auto}"
	"@media(max-width:600px){body{font-size:14px;padding:.4rem .6rem}"
	"nav a{margin-right:.7rem}th,td{padding:.2rem .35rem}"
	"dl{display:block}dd{margin-bottom:.4rem}th{overflow-wrap:anywhere}"
	".v tr,.s tr{display:block;border-bottom:1px solid #e4e4e4;"
	"padding:.35rem 0}.v tr:first-child,.s tr:first-child{display:none}"
	".v td,.s td{display:inline-block;border:0;padding:0 .4rem 0 0}"
	".v td.p{display:block}"
	".v td.n+td.n:before{content:'\\2192\\a0'}"
	".v td.n+td.n+td.n:before{content:none}}"
	"@media print{nav{display:none}a{color:inherit}"
	"table{font-size:9pt}td.p{min-width:10rem}"
	"body{max-width:none;font-size:10pt}div.wide{overflow:visible}"
	"tr,svg{break-inside:avoid}h2{break-after:avoid}"
	"pre{white-space:pre-wrap}}";

void page_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			fputc(*text, out);
		}
	}
}

void page_format(FILE *out, const char *format, ...)
{
	char *text;
	size_t size;
	FILE *stream = memstream_open(&text, &size);
	va_list args;

	va_start(args, format);
	vfprintf(stream, format, args);
	va_end(args);
	memstream_close(stream);
	page_text(out, text);
	free(text);
}

void page_begin(FILE *out, const char *title)
{
	fprintf(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"generator\" content=\"numaboot\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<title>");
	page_text(out, title);
	fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n"
		"<nav><a href=\"index.html\">Nights</a>"
		"<a href=\"environments.html\">Environments</a>"
		"<a href=\"claims.html\">Claims</a></nav>\n<h1>", style);
	page_text(out, title);
	fputs("</h1>\n", out);
}

void page_end(FILE *out)
{
	fputs("</body>\n</html>\n", out);
}

void page_number(FILE *out, const char *value)
{
	char *number = moved_number(value);

	fputs("<td class=\"n\">", out);
	page_text(out, number);
	fputs("</td>", out);
	free(number);
}

void page_change_link(FILE *out, const char *id)
{
	fprintf(out, "<a href=\"change-%s.html\">%s</a>", id, id);
}

int page_write(const struct site *site, const char *name,
	       void (*print)(FILE *out, const struct site *site,
			     const void *subject),
	       const void *subject, struct error *err)
{
	char *path = xasprintf("%s/%s", site->folder, name);
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);
	int ret;

	print(out, site, subject);
	memstream_close(out);
	ret = file_write(path, text, size, err);
	free(text);
	free(path);
	return ret;
}
