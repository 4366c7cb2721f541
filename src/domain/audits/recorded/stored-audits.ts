import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { readUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import type { Reader } from '../../decisions/api/index.js';
import type { DecisionHistory } from '../../decisions/history/index.js';
import type { Runtime } from '../../log/ports/index.js';
import { SEES_PERSONS } from '../disclosure/index.js';
import { digestOfPolicy } from '../policy-text.js';
import type { AuditResult } from '../result/result.js';
import { type AuditActs, runAudit } from './acts.js';
import { auditRun } from './events.js';
import type { AuditListQuery, AuditStore, StoredAudit } from './ports.js';

export interface StoredAuditDeps {
  readonly store: Pick<AuditStore, 'find' | 'policy' | 'list'>;
  readonly acts: AuditActs;
  readonly runtime: Pick<Runtime, 'nowMs'>;
  /** Leaves an entry in the log of reads. */
  readonly noteRead: DecisionHistory['noteRead'];
}

export interface ReadAudit {
  readonly audit: StoredAudit;
  readonly result: AuditResult;
  /** Verbatim text of the policy by which the audit was judged. */
  readonly policy: string;
}

type KeptFacts = Pick<StoredAudit, 'deployment' | 'by' | 'sight' | 'size'>;

/** The digest of a result is that of its canonical JSON, so that whoever holds the JSON can compute it. */
export const digestOfResult = (result: unknown): string => digestText(sha256(utf8(textOf(result))));

/** Canonical JSON of a result. It is parsed once before, so that members which JSON leaves out do not matter. */
const textOf = (result: unknown): string => canonicalJson(JSON.parse(JSON.stringify(result)));

/** Stores results of audits by digest, with the entry that records each. */
export class StoredAudits {
  readonly #deps: StoredAuditDeps;

  constructor(deps: StoredAuditDeps) {
    this.#deps = deps;
  }

  /** Stores a result and its policy, and enters `audit.run`, either all or nothing. */
  async keep(result: AuditResult, policyText: string, facts: KeptFacts): Promise<StoredAudit> {
    const { acts, runtime } = this.#deps;
    const audit: StoredAudit = {
      id: acts.newId(),
      ...facts,
      madeAtMs: runtime.nowMs(),
      policyDigest: digestOfPolicy(policyText),
      resultDigest: digestOfResult(result),
      verdict: result.verdict,
    };
    const { id, deployment, policyDigest: policy, resultDigest, verdict, sight, size, by } = audit;
    return acts.run(runAudit, async (tx) => {
      await tx.audits.insert(audit, { policy: policyText, result: textOf(result) });
      tx.enter(auditRun({ audit: id, deployment, policy, result: resultDigest, verdict, sight, size, by }));
      return audit;
    });
  }

  list(query: AuditListQuery): Promise<StoredAudit[]> {
    return this.#deps.store.list(query);
  }

  /**
   * Reads an audit with its result and its policy, and checks the digests of both. A result that shows persons was made of what they are, so
   * who reads it is noted in the log of reads before it is answered, as who makes one is.
   *
   * @throws TribuneError NOT_FOUND, FORBIDDEN for a caller who may see no person, STORE_INVALID for a text that was changed
   */
  async read(id: string, sight: StoredAudit['sight'], reader: Reader): Promise<ReadAudit> {
    const { store, noteRead } = this.#deps;
    const found = readUuid(id, new Uint8Array(UUID_BYTES)) ? await store.find(id) : null;
    if (found === null)
      throw new TribuneError('NOT_FOUND', `there is no audit ${id}`, { remedy: 'GET /v1/audits lists them.' });
    const { audit, result } = found;
    if (audit.sight === 'persons' && sight === 'groups') {
      throw new TribuneError('FORBIDDEN', `audit ${id} shows every cell, and this caller sees no person`, {
        remedy: `Make the audit anew. ${SEES_PERSONS}`,
      });
    }
    if (result === null || digestText(sha256(utf8(result))) !== audit.resultDigest)
      throw changed(`the result of audit ${id}`);
    const policy = await store.policy(audit.policyDigest);
    if (policy === null || digestOfPolicy(policy) !== audit.policyDigest) throw changed(`the policy of audit ${id}`);
    const { deployment: of, policyDigest } = audit;
    const shown = audit.sight === 'persons';
    await noteRead({ ...reader, of, policy: policyDigest, payload: shown, attributes: shown, sight: audit.sight });
    return { audit, result: JSON.parse(result) as AuditResult, policy };
  }
}

const changed = (what: string): TribuneError =>
  new TribuneError('STORE_INVALID', `${what} is not the one that was kept: its digest is another`, {
    remedy: 'Make the audit anew, and find out who wrote to the database.',
    reason: 'audit-changed',
  });
