// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of every guest: describe the machine on the second serial port, say
 * why it stops, restart.  Whatever happens, it restarts: QEMU runs with
 * -no-reboot and ends then.  Linux 3.12 is enough; see docs/guest.md.  Kernels
 * that do not hand over what stands behind "--" have a build of their own, with
 * guest/words.c: the code of this one stays as it is, since exact counts have
 * init's instructions in them.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "guest/hotremove.h"
#include "guest/program.h"
#include "guest/record.h"
#include "guest/report.h"
#include "guest/tasks.h"
#ifdef GUEST_WORDS_FROM_CMDLINE
#include "guest/words.h"
#endif
#include "lib/clock.h"

#define RECORD_PORT "/dev/ttyS1"
#define DEADLINE_S 60

/* For the signal handler; -1 until the port is open. */
static volatile sig_atomic_t record_fd = -1;

/* If even the restart fails, leave: the kernel panics and stops then. */
static _Noreturn void guest_restart(void)
{
	if (record_fd >= 0)
		tcdrain(record_fd);
	reboot(RB_AUTOBOOT);
	_exit(1);
}

static const struct deadly_signal {
	int number;
	const char *line;
} deadly_signals[] = {
#define DEADLY(number, reason) { number, "{\"record\":\"end\"," \
	"\"state\":\"failed\",\"reason\":\"" reason "\"}\n" }
	DEADLY(SIGALRM, "the guest did not end within its deadline"),
	DEADLY(SIGSEGV, "SIGSEGV in the guest's init"),
	DEADLY(SIGBUS, "SIGBUS in the guest's init"),
	DEADLY(SIGILL, "SIGILL in the guest's init"),
	DEADLY(SIGFPE, "SIGFPE in the guest's init"),
	DEADLY(SIGABRT, "SIGABRT in the guest's init"),
	DEADLY(SIGSYS, "SIGSYS in the guest's init"),
#undef DEADLY
};

#define DEADLY_COUNT (sizeof(deadly_signals) / sizeof(deadly_signals[0]))

static void guest_die(int number)
{
	int fd = record_fd >= 0 ? record_fd : STDERR_FILENO;

	if (record_is_torn())
		record_write_all(fd, "\n", 1);
	for (size_t i = 0; i < DEADLY_COUNT; i++)
		if (deadly_signals[i].number == number)
			record_write_all(fd, deadly_signals[i].line,
					 strlen(deadly_signals[i].line));
	guest_restart();
}

/* On a stack of its own, so that a stack overflow is reported, too. */
static int guest_catch_signals(struct error *err)
{
	static char stack[16 * 1024];
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = {
		.sa_handler = guest_die,
		.sa_flags = SA_ONSTACK | SA_RESETHAND,
	};

	if (sigaltstack(&alternate, NULL) < 0)
		return error_set(err, errno, "sigaltstack: %m");
	for (size_t i = 0; i < DEADLY_COUNT; i++)
		if (sigaction(deadly_signals[i].number, &action, NULL) < 0)
			return error_set(err, errno, "sigaction: %m");
	return 0;
}

/*
 * Kernels without CONFIG_POSIX_TIMERS have no alarm(), but can sleep.  A new
 * deadline takes the place of the one before.
 */
static int guest_set_deadline(unsigned int seconds, struct error *err)
{
	static pid_t child;
	pid_t guest = getpid();

	if (child > 0 && kill(child, SIGKILL) == 0)
		waitpid(child, NULL, 0);
	child = fork();
	if (child < 0)
		return error_set(err, errno, "fork: %m");
	if (child == 0) {
		sleep(seconds);
		kill(guest, SIGALRM);
		_exit(0);
	}
	return 0;
}

static int guest_mount(const char *type, const char *path, const char *option,
		       struct error *err)
{
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return error_set(err, errno, "mkdir %s: %m", path);
	if (mount(type, path, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
		return error_set(err, errno, "mount %s: %m: does the kernel have %s?",
				 path, option);
	return 0;
}

static int guest_open_port(struct error *err)
{
	int fd = open(RECORD_PORT, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return error_set(err, errno, "open " RECORD_PORT
				 ": %m: does the kernel have CONFIG_SERIAL_8250 and two ports?");
	record_fd = fd;
	return 0;
}

/* No CR before LF, no echo, no flow control: bytes as they are. */
static int guest_set_raw(struct error *err)
{
	struct termios mode;

	if (tcgetattr(record_fd, &mode) < 0)
		return error_set(err, errno, "tcgetattr " RECORD_PORT ": %m");
	cfmakeraw(&mode);
	mode.c_cflag |= CLOCAL;
	cfsetspeed(&mode, B115200);
	if (tcsetattr(record_fd, TCSANOW, &mode) < 0)
		return error_set(err, errno, "tcsetattr " RECORD_PORT ": %m");
	return 0;
}

static int guest_prepare(struct error *err)
{
	int ret = guest_catch_signals(err);

	/* The hash seed would come from the clock: keep boots alike. */
	json_object_seed(1);
	if (ret == 0)
		ret = guest_open_port(err);
	if (ret == 0)
		ret = guest_set_raw(err);
	if (ret == 0)
		ret = guest_set_deadline(DEADLINE_S, err);
	if (ret == 0)
		ret = guest_mount("proc", "/proc", "CONFIG_PROC_FS", err);
	if (ret == 0)
		ret = guest_mount("sysfs", "/sys", "CONFIG_SYSFS", err);
	return ret;
}

static int guest_report(struct error *err)
{
	int ret = hello_report("/proc/cmdline", record_fd, err);

	if (ret == 0)
		ret = memory_online("/sys/devices/system/memory", record_fd,
				    err);
	if (ret == 0)
		ret = meminfo_report("/proc/meminfo", record_fd, err);
	if (ret == 0)
		ret = zoneinfo_report("/proc/zoneinfo", record_fd, err);
	if (ret == 0)
		ret = nodes_report("/sys/devices/system", record_fd, err);
	if (ret == 0)
		ret = iomem_report("/proc/iomem", record_fd, err);
	return ret;
}

/*
 * Not ours, and not what the kernel adds by itself: what the kernel could not
 * read is handed to init, as a word or, with a value, in the environment.
 * nokaslr is for the loader only.
 */
static bool guest_is_unknown(const char *word)
{
	return strcmp(word, "nokaslr") && strncmp(word, "HOME=", 5) &&
	       strncmp(word, "TERM=", 5);
}

static int guest_check_parameters(struct error *err)
{
	for (char **word = environ; *word; word++)
		if (guest_is_unknown(*word))
			return error_set(err, EINVAL,
					 "the kernel does not know its parameter `%s`",
					 *word);
	return 0;
}

/* Programs have until then, init itself has a deadline's time more. */
static int guest_give_time(struct program_place *place, const char *seconds,
			   struct error *err)
{
	place->deadline_ns = strtoul(seconds, NULL, 10) * NS_PER_S;
	return guest_set_deadline(
		clock_left_ns(place->deadline_ns) / NS_PER_S + DEADLINE_S, err);
}

/* What stands behind "--" on the kernel's command line, in its order. */
static int guest_work(char **words, struct error *err)
{
	struct program_place place = { "/bin", DEADLINE_S * NS_PER_S };
	int ret = guest_check_parameters(err);

	for (; *words && ret == 0; words++) {
		if (GUEST_WORD_IS(*words, GUEST_WORD_LOAD))
			ret = load_nodes("/load",
					 GUEST_WORD_VALUE(*words, GUEST_WORD_LOAD),
					 err);
		else if (GUEST_WORD_IS(*words, GUEST_WORD_HOTREMOVE))
			ret = hotremove_report("/sys/devices/system",
					       GUEST_WORD_VALUE(*words, GUEST_WORD_HOTREMOVE),
					       record_fd, err);
		else if (GUEST_WORD_IS(*words, GUEST_WORD_UNPLUG))
			ret = unplug_report("/sys/devices/system",
					    GUEST_WORD_VALUE(*words, GUEST_WORD_UNPLUG),
					    record_fd, err);
		else if (GUEST_WORD_IS(*words, GUEST_WORD_DEADLINE))
			ret = guest_give_time(&place,
					      GUEST_WORD_VALUE(*words, GUEST_WORD_DEADLINE),
					      err);
		else if (GUEST_WORD_IS(*words, GUEST_WORD_RUN))
			ret = program_run(&place,
					  GUEST_WORD_VALUE(*words, GUEST_WORD_RUN),
					  record_fd, err);
		else if (guest_is_unknown(*words))
			ret = error_set(err, EINVAL,
					"the kernel does not know its parameter `%s`",
					*words);
	}
	return ret;
}

static int guest_say_end(const char *state, const char *reason,
			 struct error *err)
{
	return record_emit(record_fd,
			   json_pack("{s:s, s:s, s:s}", "record", "end",
				     "state", state, "reason", reason), err);
}

/* Of what was to be done. */
static const char *guest_state(int ret)
{
	if (ret == PROGRAM_SKIPPED)
		return "skipped";
	return ret < 0 ? "failed" : "completed";
}

/* People read the console; there is nobody left to tell if this fails. */
static void guest_complain(const char *reason)
{
	char text[2200];
	int length = snprintf(text, sizeof(text), "numaboot guest: %s\n",
			      reason);

	record_write_all(STDERR_FILENO, text, length);
}

int main(int argc, char **argv)
{
	struct error err = { "" }, lost = { "" };
	int ret = guest_prepare(&err);

	if (ret == 0)
		ret = guest_report(&err);
#ifdef GUEST_WORDS_FROM_CMDLINE
	if (ret == 0)
		ret = words_take("/proc/cmdline", &argv, environ, &err);
#endif
	if (ret == 0 && argc > 0)
		ret = guest_work(argv + 1, &err);
	if (ret < 0)
		guest_complain(err.text);
	if (record_fd >= 0 &&
	    guest_say_end(guest_state(ret),
			  ret ? err.text : "every record was written",
			  &lost) < 0)
		guest_complain(lost.text);
	guest_restart();
}
