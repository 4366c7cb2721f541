import type { FastifyInstance } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';
import { parseSent } from '../../../core/base/exact-json.js';
import { MAX_HALF_BYTES } from '../../../domain/intake/index.js';
import { KservePairing, readEvent } from '../../../domain/intake/kserve/index.js';
import type { ServerDeps } from '../base/deps.js';
import { readJson } from '../http/body.js';
import { actor } from '../http/guard.js';
import { byLabel, family, type HttpMetrics } from '../http/metrics.js';
import type { IntakeDeps } from '../intake/tools.js';

/** How often halves that waited too long are looked for, ms. */
const SWEEP_EVERY_MS = 30_000;
const MAX_SHOWN = 1000;

/** Inference events of KServe's logger, and what of them did not become decisions. */
export function kserveRoutes(app: FastifyInstance, deps: ServerDeps, { metrics, intake }: IntakeRim): KservePairing {
  const { pendingInferences, ingest, reading, nowMs } = deps;
  const idOf = (deployment: string, event: string, row: number): string =>
    intake.idFor(`${deployment}\n${event}#${row}`);
  const { mappings, activeCutoff } = intake;
  const pairing = new KservePairing({ pendingInferences, ingest, reading, nowMs, mappings, activeCutoff, idOf });
  metrics.more.push(() => printCounts(pairing));
  sweepRegularly(app, pairing);

  app.post(
    '/v1/ingest/kserve',
    { bodyLimit: MAX_HALF_BYTES, config: { action: 'decisions.write' } },
    async (request, reply) => {
      const type = String(request.headers['content-type'] ?? '').toLowerCase();
      if (type.startsWith('application/cloudevents')) throw structured();
      const event = readEvent(request.headers);
      const body = await readJson(request, parseSent);
      await intake.refresh();
      const answer = await pairing.take({ event, body, receivedAtMs: nowMs() }, actor(request));
      return reply.send(answer);
    },
  );

  app.get('/v1/ingest/problems', { config: { action: 'intake.read' } }, async (_request, reply) => {
    const problems = (await pendingInferences.problems(MAX_SHOWN)).map(({ notedAtMs, ...rest }) => {
      return { notedAt: new Date(notedAtMs).toISOString(), ...rest };
    });
    return reply.header('cache-control', 'no-store').send({ waiting: pairing.waiting, problems });
  });
  return pairing;
}

export interface IntakeRim {
  readonly metrics: HttpMetrics;
  readonly intake: IntakeDeps;
}

const structured = (): TribuneError =>
  new TribuneError('MEDIA_UNSUPPORTED', 'CloudEvents in structured mode are not read', {
    remedy: 'Send binary mode, as the logger of KServe does: attributes as ce- headers, the body as it was.',
  });

function sweepRegularly(app: FastifyInstance, pairing: KservePairing): void {
  const sweep = (): void => {
    pairing.sweep().catch((cause: unknown) => {
      app.log.warn({ code: cause instanceof TribuneError ? cause.code : 'INTERNAL' }, 'waiting halves not looked at');
    });
  };
  let timer: NodeJS.Timeout | null = null;
  app.addHook('onReady', async () => {
    // Halves that an earlier process left count from the start.
    await pairing.sweep().catch(() => undefined);
    timer = setInterval(sweep, SWEEP_EVERY_MS);
    timer.unref();
  });
  app.addHook('onClose', async () => {
    if (timer !== null) clearInterval(timer);
  });
}

function printCounts({ counts, waiting }: KservePairing): string {
  const { received, orphans, paired, unusable, repeated } = counts;
  const byHalf = (record: Record<string, number>) => byLabel('half', new Map(Object.entries(record)));
  return [
    family('tribune_kserve_halves_total', 'counter', 'Halves of inferences received.', byHalf(received)),
    family('tribune_kserve_paired_total', 'counter', 'Inferences with both halves.', [['', paired]]),
    family('tribune_kserve_orphans_total', 'counter', 'Halves whose other half never came.', byHalf(orphans)),
    family('tribune_kserve_unusable_total', 'counter', 'Inferences refused in whole or in part.', [['', unusable]]),
    family('tribune_kserve_repeated_total', 'counter', 'Halves that came again.', [['', repeated]]),
    family('tribune_kserve_waiting', 'gauge', 'Halves that wait for their other half.', [['', waiting]]),
  ].join('');
}
