// SPDX-License-Identifier: GPL-2.0-only
#include "session/host.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "boot/hyperfine.h"
#include "lib/alloc.h"
#include "session/kvm.h"
#include "session/turn.h"

static int choose_accelerator(struct session_host *host,
			      const struct boot *trial,
			      const char *qemu_version, bool allow_tcg,
			      struct error *err)
{
	char *reason = NULL;
	int ret = kvm_probe(trial, qemu_version, &reason, err);

	host->accelerator = kvm_accelerator();
	if (ret)
		return ret;
	if (reason && allow_tcg) {
		host->accelerator = ACCELERATOR_TCG;
		free(reason);
	} else {
		host->skip_reason = reason;
	}
	return 0;
}

static int choose_place(struct session_host *host,
			const struct hostnodes *nodes,
			const struct topology *topology, int index,
			struct error *err)
{
	int ret = hostnodes_place(nodes, topology, &host->places[index], err);

	if (ret == 0 || topology->host_bound)
		return ret ? -EINVAL : 0;
	host->unpinned_reasons[index] = xstrdup(err->text);
	return 0;
}

static int choose_places(struct session_host *host, const struct plan *plan,
			 struct error *err)
{
	int count = plan->topology_count;
	struct hostnodes nodes;
	int ret;

	host->topology_count = count;
	host->places = xcalloc(count, sizeof(*host->places));
	host->unpinned_reasons =
		xcalloc(count, sizeof(*host->unpinned_reasons));
	ret = hostnodes_read(&nodes, err);
	for (int i = 0; i < count && ret == 0; i++)
		ret = choose_place(host, &nodes, &plan->topologies[i], i, err);
	hostnodes_release(&nodes);
	return ret;
}

int host_open(struct session_host *host, const struct plan *plan,
	      const struct boot *trial, const char *qemu_version,
	      bool allow_tcg, struct error *err)
{
	int ret;

	*host = (struct session_host){ .accelerator = ACCELERATOR_TCG_EXACT };
	if (plan->engine == ENGINE_EXACT)
		return 0;
	ret = turn_wait(KVM_DEVICE, err);
	if (ret < 0)
		return ret;
	host->turn_fd = ret;
	ret = choose_accelerator(host, trial, qemu_version, allow_tcg, err);
	if (ret || host->skip_reason)
		return ret;
	perf_events_probe(&host->perf);
	host->no_hyperfine = hyperfine_probe();
	return choose_places(host, plan, err);
}

const struct host_places *host_place_of(const struct session_host *host,
				      int topology)
{
	if (!host->places || host->unpinned_reasons[topology])
		return NULL;
	return &host->places[topology];
}

void host_end_turn(struct session_host *host)
{
	if (host->turn_fd)
		close(host->turn_fd);
	host->turn_fd = 0;
}

void host_close(struct session_host *host)
{
	host_end_turn(host);
	for (int i = 0; i < host->topology_count; i++)
		free(host->unpinned_reasons[i]);
	free(host->places);
	free(host->unpinned_reasons);
	perf_events_release(&host->perf);
	free(host->no_hyperfine);
	free(host->skip_reason);
	*host = (struct session_host){ 0 };
}
