// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of an emulated host: load the modules, make a root of the real host's,
 * run one command in it, say how it ended, switch off.  It is static, and knows
 * nothing of what the command does.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <jansson.h>
#include <linux/kvm.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/ports.h"
#include "lib/alloc.h"

#define PATH_BYTES 4096
/* As udev has it. */
#define KVM_MODE 0660

static int ports[HOST_PORT_COUNT] = { -1, -1, -1 };

static _Noreturn void switch_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}

static void write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t wrote = write(fd, bytes, size);

		if (wrote < 0 && errno != EINTR)
			return;
		if (wrote > 0) {
			bytes += wrote;
			size -= (size_t)wrote;
		}
	}
}

static void __attribute__((format(printf, 1, 2))) tell(const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	write_all(ports[HOST_STATUS], line, strlen(line));
	write_all(ports[HOST_STATUS], "\n", 1);
}

/* On the console, too: there may be no port yet. */
static _Noreturn void __attribute__((format(printf, 1, 2)))
fail(const char *format, ...)
{
	char text[1000];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fprintf(stderr, "init: %s\n", text);
	tell(HOST_SAYS_FAILED "%s", text);
	switch_off();
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0755) && errno != EEXIST)
		fail("mkdir %s: %m", path);
}

static void mount_on(const char *type, const char *source, const char *path,
		     unsigned long flags, const char *options)
{
	make_folder(path);
	if (mount(source, path, type, flags, options))
		fail("mount %s on %s: %m", type, path);
}

static void load_module(const char *name)
{
	char path[PATH_BYTES];
	int fd;

	snprintf(path, sizeof(path), "/" HOST_MODULES "/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail("%s: %m", path);
	if (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST)
		fail("module %s: %m", name);
	close(fd);
}

/* Their names begin with numbers. */
static void load_modules(void)
{
	struct dirent **names;
	int count = scandir("/" HOST_MODULES, &names, NULL, alphasort);

	if (count < 0)
		fail("/" HOST_MODULES ": %m");
	for (int i = 0; i < count; i++)
		if (names[i]->d_name[0] != '.')
			load_module(names[i]->d_name);
}

/*
 * The device is found a moment after its driver was loaded; which number it
 * has depends on the others.
 */
static int open_port(int number)
{
	char pattern[64];

	snprintf(pattern, sizeof(pattern), HOST_PORT_DEVICES "p%d",
		 number + 1);
	for (int i = 0; i < 6000; i++) {
		glob_t found = { 0 };
		int fd = -1;

		if (glob(pattern, 0, NULL, &found) == 0)
			fd = open(found.gl_pathv[0], O_WRONLY | O_CLOEXEC);
		globfree(&found);
		if (fd >= 0)
			return fd;
		usleep(10000);
	}
	fail("found no %s, expected a port", pattern);
}

/* What is written goes to memory, and is gone afterwards. */
static void make_root(void)
{
	mount_on("tmpfs", "upper", "/upper", 0, NULL);
	make_folder("/upper/files");
	make_folder("/upper/work");
	mount_on("9p", HOST_TAG_ROOT, "/lower", MS_RDONLY,
		 "trans=virtio,version=9p2000.L,msize=512000,cache=loose");
	mount_on("overlay", "overlay", "/root", 0,
		 "lowerdir=/lower,upperdir=/upper/files,workdir=/upper/work");
}

static void fill_root(void)
{
	static const struct {
		const char *target;
		const char *path;
	} links[] = {
		{ "/proc/self/fd", "/dev/fd" },
		{ "/proc/self/fd/0", "/dev/stdin" },
		{ "/proc/self/fd/1", "/dev/stdout" },
		{ "/proc/self/fd/2", "/dev/stderr" },
	};

	mount_on("proc", "proc", "/proc", 0, NULL);
	mount_on("sysfs", "sysfs", "/sys", 0, NULL);
	mount_on("devtmpfs", "dev", "/dev", 0, NULL);
	mount_on("devpts", "devpts", "/dev/pts", 0, "ptmxmode=666");
	mount_on("tmpfs", "shm", "/dev/shm", 0, "mode=1777");
	mount_on("tmpfs", "run", "/run", 0, "mode=755");
	mount_on("tmpfs", "lock", "/run/lock", 0, "mode=1777");
	mount_on("cgroup2", "cgroup2", "/sys/fs/cgroup", 0, NULL);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (symlink(links[i].target, links[i].path) && errno != EEXIST)
			fail("%s: %m", links[i].path);
}

/* As switch_root(8): what runs in a mere chroot may have no namespaces. */
static void enter_root(void)
{
	if (chdir("/root") || mount(".", "/", NULL, MS_MOVE, NULL) ||
	    chroot(".") || chdir("/"))
		fail("the new root: %m");
}

static const char *text_of(const json_t *command, const char *key)
{
	return json_string_value(json_object_get(command, key));
}

static char **words_of(const json_t *command, const char *key)
{
	const json_t *list = json_object_get(command, key);
	char **words = xcalloc(json_array_size(list) + 1, sizeof(*words));

	for (size_t i = 0; i < json_array_size(list); i++)
		words[i] = xstrdup(json_string_value(json_array_get(list, i)));
	return words;
}

/* Cached, or a file has an inode for each opener, and inotify(7) is blind. */
static void mount_out(const char *path)
{
	if (path && mount(HOST_TAG_OUT, path, "9p", 0,
			  "trans=virtio,version=9p2000.L,msize=512000,cache=loose"))
		fail("the folder %s: %m", path);
}

static void allow_kvm(const json_t *command)
{
	json_int_t group =
		json_integer_value(json_object_get(command, "kvm_group"));

	if (access("/dev/kvm", F_OK))
		fail("found no /dev/kvm, expected it of module kvm_amd: does this QEMU emulate SVM?");
	if (chown("/dev/kvm", 0, (gid_t)group) || chmod("/dev/kvm", KVM_MODE))
		fail("/dev/kvm: %m");
}

/*
 * The first user of an event of perf or of KVM has the kernel's code patched,
 * the last one again.  TCG with a thread for each CPU may go on with the
 * breakpoint that was there meanwhile: a CPU then traps for ever, with
 * interrupts off, and all others wait for it (seen with QEMU 7.2, once in some
 * ten runs of perf(1)).  So we are a user ourselves, from before the command
 * until the end.  What cannot be opened has no other user either.
 */
static void stay_a_user(void)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	int machine = kvm < 0 ? -1 : ioctl(kvm, KVM_CREATE_VM, 0);

	if (machine >= 0 && ioctl(machine, KVM_CREATE_IRQCHIP) == 0)
		ioctl(machine, KVM_CREATE_VCPU, 0);
	for (int event = 0; event < PERF_COUNT_SW_MAX; event++) {
		struct perf_event_attr attr = {
			.type = PERF_TYPE_SOFTWARE,
			.size = sizeof(attr),
			.config = (unsigned int)event,
			.disabled = 1,
		};

		syscall(SYS_perf_event_open, &attr, 0, -1, -1,
			PERF_FLAG_FD_CLOEXEC);
	}
}

static _Noreturn void run_command(const json_t *command, const int pipes[2])
{
	char **words = words_of(command, "argv");
	char **environment = words_of(command, "environment");
	const char *directory = text_of(command, "directory");
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	clearenv();
	for (; *environment; environment++)
		putenv(*environment);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(pipes[0], STDOUT_FILENO);
	dup2(pipes[1], STDERR_FILENO);
	if (chdir(directory)) {
		fprintf(stderr, "%s: %m\n", directory);
		_exit(126);
	}
	execvp(words[0], words);
	fprintf(stderr, "%s: %m\n", words[0]);
	_exit(errno == ENOENT ? 127 : 126);
}

/* Return: whether there was something. */
static bool pump(int from, int to)
{
	char bytes[65536];
	ssize_t size = read(from, bytes, sizeof(bytes));

	if (size > 0)
		write_all(to, bytes, (size_t)size);
	return size > 0;
}

/* PID 1 is the parent of every orphan.  Return: whether @child has ended. */
static bool reap(pid_t child, int *status)
{
	bool ended = false;
	int other;
	pid_t pid;

	while ((pid = waitpid(-1, &other, WNOHANG)) > 0)
		if (pid == child) {
			*status = other;
			ended = true;
		}
	return ended;
}

static int watch(pid_t child, const int outputs[2], int signals)
{
	struct pollfd fds[] = {
		{ .fd = outputs[0], .events = POLLIN },
		{ .fd = outputs[1], .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};
	struct signalfd_siginfo info;
	int status;

	for (;;) {
		if (poll(fds, 3, -1) < 0 && errno != EINTR)
			fail("poll: %m");
		for (int i = 0; i < 2; i++)
			if (fds[i].revents && !pump(outputs[i], ports[i]) &&
			    fds[i].revents & POLLHUP)
				fds[i].fd = -1;
		if (!fds[2].revents ||
		    read(signals, &info, sizeof(info)) != sizeof(info))
			continue;
		if (reap(child, &status))
			break;
	}
	/* What it started may still hold them: no end is waited for. */
	for (int i = 0; i < 2; i++)
		while (pump(outputs[i], ports[i]))
			;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

static int run(const json_t *command)
{
	int out[2], err[2];
	sigset_t child_ends;
	int signals;
	pid_t child;

	sigemptyset(&child_ends);
	sigaddset(&child_ends, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child_ends, NULL);
	signals = signalfd(-1, &child_ends, SFD_CLOEXEC);
	if (signals < 0 || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		fail("pipe: %m");
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);
	tell(HOST_SAYS_UP);
	child = fork();
	if (child < 0)
		fail("fork: %m");
	if (child == 0)
		run_command(command, (const int[]){ out[1], err[1] });
	close(out[1]);
	close(err[1]);
	return watch(child, (const int[]){ out[0], err[0] }, signals);
}

int main(void)
{
	json_error_t wrong;
	json_t *command;

	mount_on("devtmpfs", "dev", "/dev", 0, NULL);
	load_modules();
	for (int i = HOST_PORT_COUNT - 1; i >= 0; i--)
		ports[i] = open_port(i);
	command = json_load_file("/" HOST_COMMAND, 0, &wrong);
	if (!command)
		fail("/" HOST_COMMAND ": %s", wrong.text);
	make_root();
	enter_root();
	fill_root();
	allow_kvm(command);
	stay_a_user();
	mount_out(text_of(command, "out"));
	sethostname("emulated", strlen("emulated"));
	tell(HOST_SAYS_EXIT "%d", run(command));
	switch_off();
}
