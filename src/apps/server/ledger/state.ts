import type { z } from 'zod';
import { ledgerPublic } from '../../../domain/identity/index.js';
import type { LedgerOptions } from '../../../domain/log/publish/index.js';
import type { ServerDeps } from '../base/deps.js';
import type { ledgerState } from './schemas.js';

export interface StateDeps extends Pick<ServerDeps, 'log' | 'metrics' | 'settings'> {
  /** What `tribune.yaml` says of the logs. */
  readonly options: Pick<LedgerOptions, 'quorum' | 'checkIntervalMs'>;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Names, keys and times of the logs, and how they and their witnesses stand. */
export function stateOf({ log, metrics, settings, options }: StateDeps): z.input<typeof ledgerState> {
  const { ledger, logSize } = metrics();
  return {
    isPublic: settings.read(ledgerPublic),
    isHalted: ledger.halted,
    logs: (['main', 'reads'] as const).map((name) => {
      const check = ledger.checks.find((one) => one.log === name);
      return {
        ...{ log: name, key: log.verifierKey(name), entries: logSize[name], shown: ledger.shownSize[name] },
        ...{ cosigned: ledger.cosignedSize[name], showsWithinMs: ledger.showsWithinMs[name] },
        check:
          check === undefined
            ? null
            : { at: iso(check.finishedAtMs), tookMs: Math.round(check.tookMs), entries: check.entries, ok: check.ok },
      };
    }),
    witnesses: ledger.witnesses.map(({ log: of, name, cosignedSize, cosignedAtMs, failures, alarm }) => ({
      ...{ log: of, name, cosigned: cosignedSize, failures, alarm },
      cosignedAt: cosignedAtMs === null ? null : iso(cosignedAtMs),
    })),
    quorum: options.quorum ?? null,
    checkIntervalMs: options.checkIntervalMs ?? null,
  };
}
