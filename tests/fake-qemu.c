// SPDX-License-Identifier: GPL-2.0-only
/*
 * A QEMU that can stall, lie and die.  FAKE_QEMU names what it does:
 *
 *   complete   run to the end; FAKE_RECORDS and FAKE_CONSOLE name files
 *              that become the guest's records and console
 *   silent     never speak QMP
 *   garbage    speak something else
 *   cut        die in the middle of a QMP reply
 *   refuse     refuse to let the guest go
 *   crash      die by a signal once the guest runs
 *   killed     die by SIGKILL once the guest runs
 *   killed-early  and before
 *   flood      write to the console without end
 *   chatter    send events without end
 *   complain   end with code 1 and a reason on stderr
 *   hang       never end
 *   linger     close QMP but never end
 *   told       end in order because somebody on the host said so
 *   halted     never end; CPUs halted with interrupts off, one never started
 *   half-halted  likewise, but a CPU runs
 *   idle       never end; CPUs wait for an interrupt
 *   refused    never end, and refuse to say what CPUs do
 *              All of them write the file FAKE_LOG where they are asked for
 *              the guest's memory.
 * Whether it can is another question: it says yes, unless it is a script
 * around it that says no.
 *
 * With records that ask for a DIMM to be unplugged, also:
 *
 *   unplug       take it out
 *   mute-unplug  never answer device_del
 *   no-unplug    refuse it
 *   cut-unplug   die in the middle of the answer
 *   keep-dimm    accept it, never say DEVICE_DELETED
 *   lost-guest   accept it, then nothing happens any more
 *
 * With a gdb stub's socket, also:
 *
 *   mute-stub  never answer on it
 *   odd-stub   say something else than its protocol
 *   no-stub    refuse breakpoints
 *   lost-stub  answer every command, stop at another instruction
 */
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/error.h"
#include "lib/file.h"

#define GREETING \
	"{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, " \
	"\"major\": 7}, \"package\": \"\"}, \"capabilities\": []}}\n"

/* Where the options say that the QMP socket and the serial ports are. */
static const char *qmp_fd;
static const char *gdb_fd;
static const char *console;
static const char *records;

static const char *mode;

static int is(const char *name)
{
	return strcmp(mode, name) == 0;
}

static const char *after(const char *word, const char *start)
{
	size_t length = strlen(start);

	return strncmp(word, start, length) == 0 ? word + length : NULL;
}

/* A comma in a path is written twice; nothing stands behind our paths. */
static const char *path_of(const char *text)
{
	char *path = strdup(text);
	char *to = path;

	for (; path && *text; text++) {
		*to++ = *text;
		text += strncmp(text, ",,", 2) == 0;
	}
	if (!path)
		exit(9);
	*to = '\0';
	return path;
}

static void read_option(const char *word)
{
	const char *rest;

	if ((rest = after(word, "socket,id=qmp,fd=")))
		qmp_fd = rest;
	else if ((rest = after(word, "socket,id=gdb,fd=")))
		gdb_fd = rest;
	else if ((rest = after(word, "file,id=console,path=")))
		console = path_of(rest);
	else if ((rest = after(word, "file,id=records,path=")))
		records = path_of(rest);
}

static void say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		exit(9);
}

/* Wait for a command; the end of the connection is the end of us. */
static void hear(int fd)
{
	char byte = 0;

	while (byte != '\n')
		if (read(fd, &byte, 1) != 1)
			exit(9);
}

static void sleep_forever(void)
{
	for (;;)
		pause();
}

static void copy(const char *variable, const char *to)
{
	const char *from = getenv(variable);
	struct error err;
	char *text = NULL;
	size_t size = 0;
	FILE *out;

	if (from && file_read(from, &text, &size, &err))
		exit(9);
	/* As QEMU does it: the same file, written in place. */
	out = fopen(to, "w");
	if (!out || (size && fwrite(text, 1, size, out) != size) || fclose(out))
		exit(9);
	free(text);
}

/* Take one packet, up to its checksum, and acknowledge it. */
static void hear_packet(int fd, char *first)
{
	char byte = 0;

	*first = 0;
	while (byte != '#') {
		if (read(fd, &byte, 1) != 1)
			exit(9);
		if (!*first && byte != '+' && byte != '$')
			*first = byte;
	}
	if (read(fd, &byte, 1) != 1 || read(fd, &byte, 1) != 1)
		exit(9);
	say(fd, "+");
}

/* The registers of a CPU that stopped, and how wide its addresses are. */
static void answer_for_cpu(int fd)
{
	hear(fd);
	say(fd, "{\"return\": \"RIP=0000000000001234 RSP=0 RDI=0 RSI=0 "
		"CR0=80050033 CR3=0 CR4=20 EFER=d01\"}\n");
	hear(fd);
	say(fd, "{\"return\": [{\"cpu-index\": 0, \"qom-path\": \"/cpu\"}]}\n");
	hear(fd);
	say(fd, "{\"return\": 40}\n");
}

/* Answer on the stub's socket until the guest is let go. */
static void meet_gdb(int qmp, int gdb)
{
	char command = 0;

	if (is("mute-stub"))
		sleep_forever();
	if (is("odd-stub")) {
		say(gdb, "not a packet");
		sleep_forever();
	}
	while (command != 'c') {
		hear_packet(gdb, &command);
		if (command == '?')
			say(gdb, "$T05thread:01;#07");
		else if (command == 'Z')
			say(gdb, is("no-stub") ? "$E22#a9" : "$OK#9a");
	}
	if (!is("lost-stub"))
		return;
	say(gdb, "$T05thread:01;#07");
	answer_for_cpu(qmp);
	sleep_forever();
}

static void negotiate(int fd)
{
	if (is("killed-early"))
		raise(SIGKILL);
	if (is("silent"))
		sleep_forever();
	if (is("garbage")) {
		say(fd, "Welcome to the machine\n");
		sleep_forever();
	}
	if (is("cut")) {
		say(fd, "{\"QMP\": {\"versi");
		exit(3);
	}
	if (is("complain")) {
		fputs("qemu-system-x86_64: -numa: no such thing\n", stderr);
		exit(1);
	}
	say(fd, GREETING);
	hear(fd);
	say(fd, "{\"return\": {}}\n");
	if (gdb_fd) {
		meet_gdb(fd, atoi(gdb_fd));
		return;
	}
	hear(fd);
	if (is("refuse")) {
		say(fd, "{\"error\": {\"class\": \"GenericError\", "
			"\"desc\": \"not today\"}}\n");
		sleep_forever();
	}
	say(fd, "{\"timestamp\": {}, \"event\": \"RESUME\"}\n");
	say(fd, "{\"return\": {}}\n");
}

/* The records have asked for it: hear device_del. */
static void meet_unplug(int fd)
{
	hear(fd);
	if (is("mute-unplug"))
		sleep_forever();
	if (is("cut-unplug")) {
		say(fd, "{\"retu");
		exit(3);
	}
	if (is("no-unplug")) {
		say(fd, "{\"error\": {\"class\": \"DeviceNotFound\", "
			"\"desc\": \"Device 'dimm1' not found\"}}\n");
		sleep_forever();
	}
	say(fd, "{\"return\": {}}\n");
	if (is("lost-guest"))
		sleep_forever();
	if (is("unplug"))
		say(fd, "{\"event\": \"DEVICE_DELETED\", \"data\": "
			"{\"device\": \"dimm1\", \"path\": "
			"\"/machine/peripheral/dimm1\"}}\n");
}

/* Of `info registers`, or with -a; the second CPU has its own line. */
static void say_registers(int fd, int all)
{
	const char *flags = is("idle") ? "RFL=00000246 HLT=1" :
					 "RFL=00000046 HLT=1";
	const char *second = is("half-halted") ?
		"RIP=ffffffff81000000 RFL=00000046 HLT=0\\r\\nCR0=80050033" :
		"EIP=0000fff0 EFL=00000002 HLT=1\\r\\nCR0=60000010";
	char line[512];

	snprintf(line, sizeof(line),
		 "{\"return\": \"%sRIP=ffffffff81000012 %s\\r\\n"
		 "CR0=80050033\\r\\n%s%s\", \"id\": \"ask\"}\n",
		 all ? "CPU#0\\r\\n" : "", flags, all ? "CPU#1\\r\\n" : "",
		 all ? second : "");
	say(fd, line);
}

/* Where memsave puts the guest's memory. */
static void save_memory(const json_t *command)
{
	const char *path = json_string_value(json_object_get(
		json_object_get(command, "arguments"), "filename"));

	if (path)
		copy("FAKE_LOG", path);
}

static json_t *hear_command(int fd)
{
	char line[4096];
	size_t used = 0;

	do {
		if (used == sizeof(line) || read(fd, line + used, 1) != 1)
			exit(9);
	} while (line[used++] != '\n');
	return json_loadb(line, used, 0, NULL);
}

/* The guest is silent, and we are asked why. */
static void answer_for_guest(int fd)
{
	for (;;) {
		json_t *command = hear_command(fd);
		const char *line = json_string_value(json_object_get(
			json_object_get(command, "arguments"),
			"command-line"));

		if (!line)
			save_memory(command);
		if (!line)
			say(fd, "{\"return\": {}, \"id\": \"ask\"}\n");
		else if (is("refused"))
			say(fd, "{\"error\": {\"class\": \"GenericError\", "
				"\"desc\": \"not today\"}, "
				"\"id\": \"ask\"}\n");
		else
			say_registers(fd, strstr(line, " -a") != NULL);
		json_decref(command);
	}
}

/* Started without a guest, to see whether it can be. */
static void meet_trial(int fd)
{
	say(fd, GREETING);
	for (int command = 0; command < 2; command++) {
		hear(fd);
		say(fd, "{\"return\": {}}\n");
	}
}

static int unplugs(void)
{
	return strstr(mode, "unplug") || is("keep-dimm") || is("lost-guest");
}

/* The signal of a limit ends it. */
static void flood_console(void)
{
	static char line[1 << 16];
	FILE *out = fopen(console, "w");

	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\n';
	while (out && fwrite(line, 1, sizeof(line), out))
		;
}

static void run_guest(int fd)
{
	copy("FAKE_CONSOLE", console);
	copy("FAKE_RECORDS", records);
	if (unplugs())
		meet_unplug(fd);
	if (is("crash"))
		raise(SIGABRT);
	if (is("killed"))
		raise(SIGKILL);
	if (is("flood"))
		flood_console();
	while (is("chatter"))
		say(fd, "{\"event\": \"RTC_CHANGE\", \"data\": "
			"{\"offset\": 1, \"qom-path\": \"/machine\"}}\n");
	if (is("hang"))
		sleep_forever();
	if (strstr(mode, "halted") || is("idle") || is("refused"))
		answer_for_guest(fd);
	if (is("linger")) {
		close(fd);
		sleep_forever();
	}
	say(fd, is("told") ?
	    "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": false, "
	    "\"reason\": \"host-signal\"}}\n" :
	    "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, "
	    "\"reason\": \"guest-reset\"}}\n");
}

int main(int argc, char **argv)
{
	int fd;

	mode = getenv("FAKE_QEMU");
	if (!mode)
		mode = "complete";
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		puts("QEMU emulator version 7.2.22 (fake)");
		return 0;
	}
	if (strstr(argv[argc - 1], ",trial=on")) {
		puts("numaboot-plugin loaded");
		return 1;
	}
	for (int i = 1; i < argc; i++)
		read_option(argv[i]);
	if (qmp_fd && !console) {
		meet_trial(atoi(qmp_fd));
		return 0;
	}
	if (!qmp_fd || !console || !records) {
		fputs("fake-qemu: no QMP socket or serial ports\n", stderr);
		return 9;
	}
	fd = atoi(qmp_fd);
	negotiate(fd);
	run_guest(fd);
	return 0;
}
