// SPDX-License-Identifier: GPL-2.0-only
#include "machine/gdbstub.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/interrupt.h"

/* The type of `Z` and `z` packets: a hardware breakpoint. */
#define HARDWARE_BREAKPOINT "1"
/* The length of an x86 breakpoint's address range. */
#define BREAKPOINT_KIND "1"

static uint8_t checksum(const char *text, size_t length)
{
	uint8_t sum = 0;

	while (length--)
		sum += (uint8_t)*text++;
	return sum;
}

static int send_all(struct gdbstub *stub, const char *text, size_t length,
		    struct error *err)
{
	/* What we send is far smaller than the socket's buffer. */
	if (send(stub->fd, text, length, MSG_NOSIGNAL | MSG_DONTWAIT) !=
	    (ssize_t)length)
		return error_set(err, EPIPE,
				 "QEMU closed its gdb connection");
	return 0;
}

static int send_packet(struct gdbstub *stub, const char *text,
		       struct error *err)
{
	char packet[GDBSTUB_PACKET_SIZE];
	int length = snprintf(packet, sizeof(packet), "$%s#%02x", text,
			      checksum(text, strlen(text)));

	fprintf(stub->log, "> %s\n", text);
	fflush(stub->log);
	return send_all(stub, packet, (size_t)length, err);
}

static size_t room(const struct gdbstub *stub)
{
	return sizeof(stub->buffer) - stub->used;
}

/* Wait for more bytes and take at most @max of them. */
static int receive(struct gdbstub *stub, size_t max, uint64_t deadline_ns,
		   struct error *err)
{
	struct pollfd readable = { .fd = stub->fd, .events = POLLIN };
	int ready = interrupt_poll(&readable, 1, deadline_ns);
	ssize_t got;

	if (ready == 0)
		return error_set(err, ETIMEDOUT,
				 "QEMU's gdb stub did not answer in time");
	if (ready < 0)
		return error_set(err, -ready, "gdb stub: %s",
				 strerror(-ready));
	got = recv(stub->fd, stub->buffer + stub->used, max, MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (got <= 0)
		return error_set(err, EPIPE,
				 "QEMU closed its gdb connection");
	stub->used += (size_t)got;
	return 0;
}

static void forget(struct gdbstub *stub, size_t bytes)
{
	stub->used -= bytes;
	memmove(stub->buffer, stub->buffer + bytes, stub->used);
}

static int reject(const struct gdbstub *stub, const char *expected,
		  struct error *err)
{
	char text[81];
	size_t length = stub->used < sizeof(text) - 1 ? stub->used :
							sizeof(text) - 1;

	for (size_t i = 0; i < length; i++)
		text[i] = isprint((unsigned char)stub->buffer[i]) ?
			  stub->buffer[i] : '?';
	text[length] = '\0';
	return error_set(err, EPROTO, "gdb stub: found `%s`, expected %s",
			 text, expected);
}

/* Acknowledgements of our packets; `-` asks for one again, which none of
 * ours can need on a socket.
 */
static void skip_acknowledgements(struct gdbstub *stub)
{
	size_t count = 0;

	while (count < stub->used && stub->buffer[count] == '+')
		count++;
	forget(stub, count);
}

static int hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit = (char)tolower((unsigned char)digit);
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static int hex_byte(const char *text)
{
	int high = hex_digit(text[0]);
	int low = high < 0 ? -1 : hex_digit(text[1]);

	return low < 0 ? -1 : high << 4 | low;
}

/*
 * Take one packet `$TEXT#SUM` from the buffer.  Return: 1 with @text set, 0
 * when it is not complete, -EPROTO.
 */
static int next_packet(struct gdbstub *stub, char *text, size_t size,
		       struct error *err)
{
	char *end;
	size_t length;

	skip_acknowledgements(stub);
	if (stub->used && *stub->buffer != '$')
		return reject(stub, "a packet", err);
	end = memchr(stub->buffer, '#', stub->used);
	if (!end && stub->used == sizeof(stub->buffer))
		return reject(stub, "a packet of less than 4096 bytes", err);
	if (!end || end + 2 >= stub->buffer + stub->used)
		return 0;
	length = (size_t)(end - stub->buffer) - 1;
	if (hex_byte(end + 1) != checksum(stub->buffer + 1, length))
		return reject(stub, "a packet with its checksum", err);
	if (length >= size)
		return reject(stub, "a shorter packet", err);
	memcpy(text, stub->buffer + 1, length);
	text[length] = '\0';
	forget(stub, length + 4);
	fprintf(stub->log, "< %s\n", text);
	fflush(stub->log);
	return 1;
}

static int wait_for_packet(struct gdbstub *stub, char *text, size_t size,
			   uint64_t deadline_ns, struct error *err)
{
	int ret;

	while ((ret = next_packet(stub, text, size, err)) == 0) {
		ret = receive(stub, room(stub), deadline_ns, err);
		if (ret)
			return ret;
	}
	return ret < 0 ? ret : send_all(stub, "+", 1, err);
}

static int ask(struct gdbstub *stub, const char *command, char *reply,
	       size_t size, uint64_t deadline_ns, struct error *err)
{
	int ret = send_packet(stub, command, err);

	if (ret == 0)
		ret = wait_for_packet(stub, reply, size, deadline_ns, err);
	if (ret)
		return ret;
	/* An empty reply: the stub does not know the command. */
	if (!*reply)
		return error_set(err, EREMOTEIO,
				 "gdb stub: `%s` is not supported", command);
	if (*reply == 'E' && strlen(reply) == 3)
		return error_set(err, EREMOTEIO,
				 "gdb stub: `%s` was refused with %s",
				 command, reply);
	return 0;
}

static int order(struct gdbstub *stub, const char *command,
		 uint64_t deadline_ns, struct error *err)
{
	char reply[64];
	int ret = ask(stub, command, reply, sizeof(reply), deadline_ns, err);

	if (ret == 0 && strcmp(reply, "OK"))
		ret = error_set(err, EPROTO,
				"gdb stub: found `%s`, expected OK to `%s`",
				reply, command);
	return ret;
}

/*
 * A thread as QEMU names it: its CPUs are numbered from 1, `p01.01` with
 * processes.
 */
static int parse_thread(const char *text, unsigned int *cpu)
{
	unsigned long thread;
	char *end;

	if (*text == 'p' && strchr(text, '.'))
		text = strchr(text, '.') + 1;
	thread = strtoul(text, &end, 16);
	if (end == text || (*end && *end != ';') || !thread ||
	    thread > UINT16_MAX)
		return -EPROTO;
	*cpu = (unsigned int)thread - 1;
	return 0;
}

/* The value of a key of `KEY:VALUE;KEY:VALUE;…`, or NULL. */
static const char *find_value(const char *pairs, const char *key)
{
	size_t length = strlen(key);

	while (*pairs && (strncmp(pairs, key, length) || pairs[length] != ':')) {
		pairs += strcspn(pairs, ";");
		pairs += *pairs == ';';
	}
	return *pairs ? pairs + length + 1 : NULL;
}

/*
 * `T05thread:01;…` or `S05`.  Keys that are not known are passed over, and the
 * thread may be left out.
 */
static int check_stop(const char *reply, const char **thread, struct error *err)
{
	if (*reply == 'W' || *reply == 'X')
		return error_set(err, ENODATA, "the guest has ended");
	if ((*reply != 'T' && *reply != 'S') || hex_byte(reply + 1) < 0 ||
	    (*reply == 'S' && reply[3]))
		return error_set(err, EPROTO,
				 "gdb stub: found `%s`, expected a stop",
				 reply);
	*thread = find_value(reply + 3, "thread");
	return 0;
}

/* `QC01`: the thread that commands are about, which is the one that stopped. */
static int ask_thread(struct gdbstub *stub, unsigned int *cpu,
		      uint64_t deadline_ns, struct error *err)
{
	char reply[64];
	int ret = ask(stub, "qC", reply, sizeof(reply), deadline_ns, err);

	if (ret == 0 && (strncmp(reply, "QC", 2) || parse_thread(reply + 2, cpu)))
		ret = error_set(err, EPROTO,
				"gdb stub: found `%s`, expected a thread to `qC`",
				reply);
	return ret;
}

int gdbstub_open(struct gdbstub *stub, int fd, FILE *log,
		 uint64_t deadline_ns, struct error *err)
{
	char reply[GDBSTUB_PACKET_SIZE];
	const char *thread;
	int ret;

	*stub = (struct gdbstub){ .fd = fd, .log = log };
	ret = ask(stub, "?", reply, sizeof(reply), deadline_ns, err);
	return ret ? ret : check_stop(reply, &thread, err);
}

int gdbstub_break(struct gdbstub *stub, uint64_t address,
		  uint64_t deadline_ns, struct error *err)
{
	char command[64];

	snprintf(command, sizeof(command),
		 "Z" HARDWARE_BREAKPOINT ",%" PRIx64 "," BREAKPOINT_KIND,
		 address);
	return order(stub, command, deadline_ns, err);
}

int gdbstub_unbreak(struct gdbstub *stub, uint64_t address,
		    uint64_t deadline_ns, struct error *err)
{
	char command[64];

	snprintf(command, sizeof(command),
		 "z" HARDWARE_BREAKPOINT ",%" PRIx64 "," BREAKPOINT_KIND,
		 address);
	return order(stub, command, deadline_ns, err);
}

int gdbstub_read_u64(struct gdbstub *stub, uint64_t address, uint64_t *value,
		     uint64_t deadline_ns, struct error *err)
{
	char command[64], reply[64];
	int ret;

	snprintf(command, sizeof(command), "m%" PRIx64 ",8", address);
	ret = ask(stub, command, reply, sizeof(reply), deadline_ns, err);
	if (ret)
		return ret;
	*value = 0;
	for (int i = 7; i >= 0; i--) {
		int byte = strlen(reply) == 16 ? hex_byte(reply + 2 * i) : -1;

		if (byte < 0)
			return error_set(err, EPROTO,
					 "gdb stub: found `%s`, expected 8 bytes to `%s`",
					 reply, command);
		*value = *value << 8 | (uint64_t)byte;
	}
	return 0;
}

int gdbstub_continue(struct gdbstub *stub, uint64_t deadline_ns,
		     struct error *err)
{
	int ret = send_packet(stub, "c", err);

	/*
	 * Only the acknowledgement, so that the stop leaves the socket
	 * readable.
	 */
	while (ret == 0 && stub->used == 0)
		ret = receive(stub, 1, deadline_ns, err);
	if (ret == 0 && *stub->buffer != '+')
		ret = reject(stub, "an acknowledgement", err);
	return ret;
}

int gdbstub_wait_stop(struct gdbstub *stub, unsigned int *cpu,
		      uint64_t deadline_ns, struct error *err)
{
	char reply[GDBSTUB_PACKET_SIZE];
	const char *thread = NULL;
	int ret = wait_for_packet(stub, reply, sizeof(reply), deadline_ns,
				  err);

	if (ret == 0)
		ret = check_stop(reply, &thread, err);
	if (ret || !thread)
		return ret ? ret : ask_thread(stub, cpu, deadline_ns, err);
	if (parse_thread(thread, cpu))
		ret = error_set(err, EPROTO,
				"gdb stub: found `%s`, expected a stop of one of QEMU's threads",
				reply);
	return ret;
}

void gdbstub_close(struct gdbstub *stub)
{
	if (stub->fd > 0)
		close(stub->fd);
	stub->fd = -1;
}
