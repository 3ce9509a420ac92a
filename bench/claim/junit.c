// SPDX-License-Identifier: GPL-2.0-only
#include "claim/junit.h"

#include <libxml/chvalid.h>
#include <libxml/xmlwriter.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* What XML 1.0 has no character for, escapes included, and what is no UTF-8. */
static char *without_controls(const char *text)
{
	char *clean = xcalloc(strlen(text) + 1, 1);
	char *to = clean;

	while (*text) {
		int size = (int)strnlen(text, 4);
		int character = xmlGetUTF8Char((const xmlChar *)text, &size);

		if (character > 0 && xmlIsCharQ(character)) {
			memcpy(to, text, size);
			to += size;
			text += size;
		} else {
			*to++ = '?';
			text++;
		}
	}
	return clean;
}

static void attribute(xmlTextWriterPtr xml, const char *name, const char *value)
{
	char *clean = without_controls(value);

	xmlTextWriterWriteAttribute(xml, BAD_CAST name, BAD_CAST clean);
	free(clean);
}

static void number(xmlTextWriterPtr xml, const char *name, size_t value)
{
	xmlTextWriterWriteFormatAttribute(xml, BAD_CAST name, "%zu", value);
}

static void seconds(xmlTextWriterPtr xml, double value)
{
	xmlTextWriterWriteFormatAttribute(xml, BAD_CAST "time", "%.3f", value);
}

static void begin(xmlTextWriterPtr xml, const char *name)
{
	xmlTextWriterStartElement(xml, BAD_CAST name);
}

static void end(xmlTextWriterPtr xml)
{
	xmlTextWriterEndElement(xml);
}

/* The element of a testcase that is not passed, or NULL. */
static const char *element_of(enum point_state state)
{
	switch (state) {
	case POINT_OK:
		return NULL;
	case POINT_SKIPPED:
		return "skipped";
	case POINT_FAILED:
		return "failure";
	default:
		return "error";
	}
}

static size_t count(const struct points *points, const char *element)
{
	size_t found = 0;

	for (size_t i = 0; i < points->count; i++) {
		const char *other = element_of(points->list[i].state);

		found += other && strcmp(other, element) == 0;
	}
	return found;
}

static double all_seconds(const struct points *points)
{
	double sum = 0;

	for (size_t i = 0; i < points->count; i++)
		sum += points->list[i].seconds;
	return sum;
}

static void write_problem(xmlTextWriterPtr xml, const char *element,
			  const char *type, const char *message)
{
	begin(xml, element);
	attribute(xml, "message", message);
	if (strcmp(element, "skipped"))
		attribute(xml, "type", type);
	end(xml);
}

static void write_point(xmlTextWriterPtr xml, const struct point *point)
{
	const char *element = element_of(point->state);

	begin(xml, "testcase");
	attribute(xml, "name", point->name);
	attribute(xml, "classname", point->group);
	seconds(xml, point->seconds);
	if (element)
		write_problem(xml, element, point->end, point->reason);
	end(xml);
}

/* Also where every boot ended and something behind them failed. */
static void write_trouble(xmlTextWriterPtr xml, const struct points *points)
{
	begin(xml, "testcase");
	attribute(xml, "name", "the session came to its end");
	attribute(xml, "classname", points->suite);
	seconds(xml, 0);
	write_problem(xml, "error", "session", points->trouble);
	end(xml);
}

static void write_property(xmlTextWriterPtr xml, const char *name,
			   const char *value)
{
	begin(xml, "property");
	attribute(xml, "name", name);
	attribute(xml, "value", value);
	end(xml);
}

static void write_sums(xmlTextWriterPtr xml, const struct points *points)
{
	number(xml, "tests", points->count + !!points->trouble);
	number(xml, "failures", count(points, "failure"));
	number(xml, "errors", count(points, "error") + !!points->trouble);
	seconds(xml, all_seconds(points));
}

static void write_suite(xmlTextWriterPtr xml, const struct points *points)
{
	begin(xml, "testsuite");
	attribute(xml, "name", points->suite);
	write_sums(xml, points);
	number(xml, "skipped", count(points, "skipped"));
	begin(xml, "properties");
	write_property(xml, "folder", points->folder);
	write_property(xml, "time",
		       "seconds on the host's clock, which no kernel took");
	end(xml);
	for (size_t i = 0; i < points->count; i++)
		write_point(xml, &points->list[i]);
	if (points->trouble)
		write_trouble(xml, points);
	end(xml);
}

void junit_print(FILE *out, const void *context)
{
	const struct points *points = context;
	xmlBufferPtr text = xmlBufferCreate();
	xmlTextWriterPtr xml = text ? xmlNewTextWriterMemory(text, 0) : NULL;

	if (!xml)
		abort();
	xmlTextWriterSetIndent(xml, 1);
	xmlTextWriterStartDocument(xml, "1.0", "UTF-8", NULL);
	begin(xml, "testsuites");
	attribute(xml, "name", "numaboot");
	write_sums(xml, points);
	write_suite(xml, points);
	end(xml);
	xmlTextWriterEndDocument(xml);
	xmlFreeTextWriter(xml);
	fputs((const char *)xmlBufferContent(text), out);
	xmlBufferFree(text);
}
