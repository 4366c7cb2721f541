import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFiles } from '../../../src/adapters/dataset/index.js';
import { nodeRuntime } from '../../../src/adapters/runtime/node-runtime.js';
import { SegmentTallies } from '../../../src/adapters/segments/index.js';
import { parseRegistryDocument } from '../../../src/apps/server/documents/registry-document.js';
import { memoryStores } from '../../../src/apps/testing/stores/memory-stores.js';
import type { Tally } from '../../../src/core/fairness/tally/index.js';
import { readPolicy } from '../../../src/domain/audits/policy-text.js';
import type { AuditQuery } from '../../../src/domain/audits/recorded/audit-job.js';
import { RecordedAudits } from '../../../src/domain/audits/recorded/index.js';
import { judgeRequest } from '../../../src/domain/audits/recorded/judging/judge-request.js';
import type { AuditResult } from '../../../src/domain/audits/result/index.js';
import type { OutcomeTally } from '../../../src/domain/audits/source/index.js';
import { type DecisionServices, openDecisionService } from '../../../src/domain/decisions/service.js';
import { applyRegistry } from '../../../src/domain/registry/apply.js';
import { testSigner } from '../../support/ledger-log.js';
import { registryDocument, version } from './service.js';

/** Deployments of every type beside `compas/prod`, which decides 0 or 1. */
const OUTCOMES = {
  'compas/limits': { type: 'amount', unit: 'USD', none: true },
  'compas/banded': { type: 'amount', unit: 'USD', bands: [0.1, 1000, 1250.5], none: true },
  'compas/grades': { type: 'ordered', levels: ['C', 'B', 'A'], none: true },
  'compas/triage': { type: 'class', classes: ['home', 'clinic', 'hospital'] },
  'compas/hiring': { type: 'stages', stages: ['screen', 'interview', 'offer'] },
  'compas/mortgages': { type: 'stages', stages: ['affordability', 'credit history', 'public record', 'loan'] },
  'compas/search': { type: 'ranking' },
  'compas/people': { type: 'ranking' },
  'compas/adult': { type: 'ranking' },
  'compas/rated': { type: 'ranking' },
  'compas/guide': { type: 'ranking' },
  'compas/maybe': { type: 'binary', none: true },
} as const;

export const typedRegistry = parseRegistryDocument({
  ...registryDocument,
  deployments: [
    ...registryDocument.deployments!,
    ...Object.entries(OUTCOMES).map(([id, outcome]) => ({ id, outcome, version })),
  ],
});

/** A recorded audit reads the log from the first entry on, and this many entries make a segment. */
const SEGMENT_ENTRIES = 40;
/** Lists are tallied in parts of about so many candidates, so that there are several. */
const CANDIDATES_AT_ONCE = 30;

type Sight = AuditQuery['sight'];
const NOT_KEPT = new Error('nothing is kept here');

/** The service over stores in memory, with audits of what it records. */
export async function typedService() {
  const stores = memoryStores();
  await applyRegistry(stores.registry, typedRegistry, 0);
  const service: DecisionServices = await openDecisionService({
    stores,
    registry: stores.registry,
    signers: { main: testSigner('log.test/main'), reads: testSigner('log.test/reads') },
    runtime: nodeRuntime,
  });
  const folder = mkdtempSync(join(tmpdir(), 'tribune-typed-'));
  let judgedLast: AuditResult | null = null;
  const audits = new RecordedAudits({
    history: service.history,
    source: new SegmentTallies(service.history, {
      scratch: join(folder, 'scratch'),
      maxSegmentEntries: SEGMENT_ENTRIES,
      candidatesAtOnce: CANDIDATES_AT_ONCE,
    }),
    judge: async (request) => judgeRequest(request),
    results: {
      keep: async (result) => {
        judgedLast = result;
        throw NOT_KEPT;
      },
    },
    nowMs: nodeRuntime.nowMs,
    atOnce: 1,
  });
  const bytes = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'));
  const sender = { form: 'ndjson', source: 'key' } as const;
  const send = async (lines: readonly string[]) => (await service.ingest.decisions(bytes(lines), sender)).answer;
  const label = async (lines: readonly string[]) => (await service.ingest.labels(bytes(lines), sender)).answer;
  const attribute = async (lines: readonly string[]) => (await service.ingest.attributes(bytes(lines), sender)).answer;
  const query = (deployment: string, policyText: string, sight: Sight): AuditQuery => ({
    deployment,
    policyText,
    sight,
    sinceMs: null,
    untilMs: null,
    reader: { actor: 'eve', purpose: 'test' },
  });
  const audited = (
    deployment: string,
    policyText: string,
    sight: Sight = 'persons',
    times: Partial<Pick<AuditQuery, 'sinceMs' | 'untilMs' | 'knownAtMs' | 'size'>> = {},
  ) => audits.tally({ ...query(deployment, policyText, sight), ...times });
  /** The result as it would be kept. */
  async function judged(deployment: string, policyText: string, sight: Sight = 'persons'): Promise<AuditResult> {
    judgedLast = null;
    const unjudged = await audits.request(query(deployment, policyText, sight)).then(
      (answer) => answer.unjudged,
      (cause: unknown) => {
        if (cause !== NOT_KEPT) throw cause;
      },
    );
    if (judgedLast === null) throw new Error(`not judged: ${unjudged?.message}`);
    return judgedLast;
  }
  /** The tally of a file of rows under the same policy. */
  async function fileTally(policyText: string, csv: readonly string[]): Promise<OutcomeTally> {
    return (await openFiles([written(csv)]).outcome!(readPolicy(policyText))).tally;
  }
  async function binaryFileTally(policyText: string, csv: readonly string[]): Promise<Tally> {
    return (await openFiles([written(csv)]).tally({ ...readPolicy(policyText), scores: false })).tally;
  }
  let files = 0;
  function written(csv: readonly string[]): string {
    const path = join(folder, `${++files}.csv`);
    writeFileSync(path, `${csv.join('\n')}\n`);
    return path;
  }
  async function close(): Promise<void> {
    await audits.close();
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { service, stores, audits, send, label, attribute, audited, judged, fileTally, binaryFileTally, close };
}

let ids = 0;
export const nextId = (): string => `0193f7c2-6a55-7d1e-9f10-${(++ids).toString(16).padStart(12, '0')}`;

/** A decision as text, so that its outcome is sent as it is written. */
export const decisionLine = (
  deployment: string,
  { id = nextId(), outcome, sex = 'Female', more = '' }: { id?: string; outcome: string; sex?: string; more?: string },
): string =>
  `{"id":"${id}","deployment":"${deployment}","subject":"case-1","decidedAt":"2026-11-22T10:00:00.000Z","outcome":${outcome},"route":"automatic","attributes":{"sex":"${sex}"}${more}}`;

export const labelLine = (decision: string, label: string, more = ''): string =>
  `{"decision":"${decision}","label":${label},"knownAt":"2026-11-23T10:00:00.000Z"${more}}`;
