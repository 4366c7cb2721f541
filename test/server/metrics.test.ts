import { afterAll, describe, expect, it } from 'vitest';
import { rim } from './support/rim.js';

/** Every metric with its labels, type and help, as operators have them on their dashboards: names are only added. */
const KEPT = `
nodejs_eventloop_delay_p99_seconds{} gauge: Delay of the event loop, 99th percentile since start.
nodejs_heap_used_bytes{} gauge: Heap in use.
process_cpu_seconds_total{} counter: Processor time.
process_resident_memory_bytes{} gauge: Resident memory.
process_start_time_seconds{} gauge: Start of the process, where every counter begins, Unix time.
tribune_batches_total{} counter: Sealed batches.
tribune_build_info{version} gauge: Version that runs.
tribune_messages_failed{} gauge: Messages to people decided about that were given up, or whose rows were changed in the database: somebody has to tell them otherwise.
tribune_messages_waiting{} gauge: Messages to people decided about that wait to be sent, at the last look.
tribune_monitor_alarms_total{deployment} counter: Alarms under the policy in force.
tribune_monitor_blocks_total{deployment} counter: Blocks that were closed under the policy in force.
tribune_monitor_clocks_differ{deployment} gauge: Deployments whose evidence began anew twice within a day because a clock was set back, and does not a third time: 1 for a day, then 0, as for all others that are watched.
tribune_monitor_closed_seconds{deployment} gauge: End of the last block that was closed.
tribune_monitor_firing{deployment,requirement} gauge: Requirements of which a series fires: 1; all others that are watched: 0.
tribune_monitor_heartbeat_seconds{} gauge: Time of the last run of the monitor in which every block that was complete was closed; it runs every 15 seconds.
tribune_monitor_out_of_time{deployment} gauge: Deployments of whose newest decisions nearly all are late or ahead of the clock, so that nothing judges them: 1; all others that are watched: 0.
tribune_monitor_silent_seconds{deployment} gauge: Time since the last decision came.
tribune_monitor_watched{} gauge: Deployments that are watched.
tribune_monitor_watermark_lag_seconds{deployment} gauge: Time since the moment up to which every decision is believed to have come.
tribune_alert_attempts_failed_total{channel} counter: Attempts to send that failed.
tribune_alert_messages_given_up_total{channel} counter: Messages that were given up; each has an entry in the log.
tribune_alert_messages_sent_total{channel} counter: Messages that their receiver took.
tribune_alert_messages_waiting{channel} gauge: Messages that wait to be sent.
tribune_alerts_firing{severity} gauge: Alerts that fire.
tribune_alerts_open{severity} gauge: Alerts that fire and that nobody looks after.
tribune_artifact_bytes{} gauge: Bytes of the artifacts that are stored.
tribune_artifacts_checked_seconds{} gauge: Time of the last check since the start.
tribune_artifacts_damaged{} gauge: Artifacts that the last check found changed or gone.
tribune_artifacts_received_total{outcome} counter: Artifacts that were put, by what became of them.
tribune_artifacts_refused_total{code} counter: Artifacts that were not stored or not given, by error.
tribune_artifacts{} gauge: Artifacts that are stored.
tribune_explanations_due{} gauge: Adverse decisions that wait to be explained without anybody asking.
tribune_explanations_given_total{view} counter: Explanations that were given, by view.
tribune_explanations_refused_total{code} counter: Explanations that were not given, by error.
tribune_explanations_set_aside{} gauge: Adverse decisions that were to be explained and cannot be, or wait because the endpoint of their version is away.
tribune_explanations_told_total{outcome} counter: Ready explanations that the webhook was told of, by what came of it.
tribune_explanations_waiting{} gauge: Explanations that are being made or wait for it.
tribune_busy_total{} counter: Requests told to come again: queue full.
tribune_changes_late{} gauge: Of them those whose time to be confirmed is over.
tribune_changes_unconfirmed{} gauge: Decisions that a case changed and of which nobody has confirmed that they are changed at their source.
tribune_commit_seconds_sum{} counter: Time spent in commits.
tribune_commits_total{} counter: Commits to the database.
tribune_cosigned_entries{log} gauge: Entries under a witnessed checkpoint.
tribune_dedupe_ids{} gauge: Ids held for exact deduplication.
tribune_disk_free_bytes{} gauge: Bytes left on the disk of the data folder.
tribune_follower_failures_total{name} counter: Failures of a follower; each is tried again.
tribune_follower_lag{name} gauge: Entries that a follower of the log did not take yet.
tribune_follower_lag_seconds{name} gauge: How long the follower has been due without taking them; 0 while it waits for its own turn or for enough of them.
tribune_http_bodies_held_bytes{} gauge: Bytes of bodies in memory.
tribune_http_body_bytes_total{} counter: Bytes of bodies received.
tribune_http_connections{} gauge: Connections that are open.
tribune_http_connections_closed_total{} counter: Connections of strangers closed over a bound.
tribune_http_request_seconds{route,method} histogram: Time from request to answer.
tribune_http_requests_total{route,method,status} counter: Requests by route, method and status.
tribune_integrity_events_total{} counter: Conflicts found within the window.
tribune_job_failures_total{job} counter: Runs of a job that failed.
tribune_job_last_run_seconds{job} gauge: When the last run of a job ended, Unix time; 0 before the first.
tribune_job_next_run_seconds{job} gauge: When a job runs next, Unix time.
tribune_kserve_halves_total{half} counter: Halves of inferences received.
tribune_kserve_orphans_total{half} counter: Halves whose other half never came.
tribune_kserve_paired_total{} counter: Inferences with both halves.
tribune_kserve_repeated_total{} counter: Halves that came again.
tribune_kserve_unusable_total{} counter: Inferences refused in whole or in part.
tribune_kserve_waiting{} gauge: Halves that wait for their other half.
tribune_late_repeats_total{content} counter: Ids that came again beyond the window, by content.
tribune_ledger_check_entries{log} gauge: Entries of the last check.
tribune_ledger_check_ok{log} gauge: 1 when the last check of every entry found what was signed.
tribune_ledger_check_seconds{log} gauge: Time the last check took.
tribune_ledger_check_timestamp_seconds{log} gauge: When the last check ended.
tribune_ledger_halted{} gauge: 1 when a log is not what was signed.
tribune_log_entries{log} gauge: Entries committed, by log.
tribune_otlp_records_total{} counter: Log records received.
tribune_otlp_rejected_total{} counter: Log records rejected.
tribune_published_entries{log} gauge: Entries under a checkpoint, by log.
tribune_queued_bytes{} gauge: Bytes waiting for a commit.
tribune_queued_records{} gauge: Records waiting for a commit.
tribune_records_accepted_total{} counter: Records made durable.
tribune_records_conflict_total{} counter: Known ids with other content.
tribune_records_duplicate_total{} counter: Records that were there already.
tribune_records_rejected_total{code} counter: Records refused, by code.
tribune_refused_total{code} counter: Requests refused, by error code.
tribune_replays_sampled_total{outcome} counter: Decisions of the daily sample that were run again, by what came of it.
tribune_retention_due{deployment} gauge: Decisions past their time at the last run, which erased those without a legal hold, by deployment.
tribune_retention_held{} gauge: How many of those due a legal hold keeps.
tribune_retention_warnings{} gauge: Deployments of which nothing is ever erased.
tribune_sequence_gaps_total{source} counter: Missing numbers, by key.
tribune_shown_entries{log} gauge: Entries under the checkpoint that is shown.
tribune_gate_records_total{mode,outcome} counter: Records of decisions on deployments with a gate, by its mode and what came of them there; under observe all are taken.
tribune_incident_actions_overdue{} gauge: Actions of incidents that are open and past their time.
tribune_incident_clocks_overdue{} gauge: Reports that a duty asks for, neither filed nor waived, whose time is over.
tribune_incident_plans{status} gauge: Systems, and deployments with a plan of their own, by how ready their incident plan is.
tribune_incidents_open{severity} gauge: Incidents that are open.
tribune_cases_escalated{} gauge: Cases that nobody is left to read.
tribune_cases_oldest_age_seconds{} gauge: Age of the oldest case that is not closed; 0 where none is.
tribune_cases_open{queue} gauge: Cases that are not closed, by class.
tribune_cases_set_aside{} gauge: Cases that were found and cannot be read as they are stored.
tribune_cases_untold{} gauge: Cases that are decided and of which the person was not told.
tribune_canaries{state} gauge: Versions that are tried out on a share of the subjects, by whether they run or are held.
tribune_requests_late{} gauge: Of them those whose time to be answered is over.
tribune_requests_open{} gauge: Requests of people about what is held about them that nobody has answered, at the last look.
tribune_stops_clients{} gauge: Clients with a name that are connected.
tribune_stops_in_force{mode} gauge: Stops in force, by mode; drills are not counted.
tribune_stops_overdue{} gauge: Stops in force at which somebody was to have looked again by now.
tribune_stops_state_sure{} gauge: 1 while the state of the switch is sure; else clients go safe.
tribune_unavailable_total{} counter: Requests told to come again: no database.
tribune_witness_alarm{log,witness} gauge: 1 while a witness says that this log is not the one it saw.
tribune_witness_failures_total{log,witness} counter: Requests to a witness without a signature.
tribune_witness_signed_entries{log,witness} gauge: Entries under the newest signature of a witness.
tribune_witness_signed_timestamp_seconds{log,witness} gauge: When a witness signed last; 0 before.
`;

const { http, metrics } = await rim();
afterAll(() => http.close());

describe('metrics', () => {
  it('keep their names, labels, types and help', () => {
    const declared = metrics.declared.map(
      ({ name, labels, type, help }) => `${name}{${labels.join(',')}} ${type}: ${help}`,
    );
    expect(declared.toSorted()).toEqual(KEPT.trim().split('\n').toSorted());
  });

  it('are printed each with its head, once', async () => {
    const { body } = await http.inject('/metrics');
    const heads = [...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(heads.toSorted()).toEqual(metrics.declared.map(({ name }) => name).toSorted());
  });
});
