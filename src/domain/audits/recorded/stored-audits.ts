import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { readUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import type { Reader } from '../../decisions/api/index.js';
import type { DecisionHistory } from '../../decisions/history/index.js';
import { SEES_PERSONS } from '../../disclosure/index.js';
import type { Runtime } from '../../log/ports/index.js';
import type { ResultScope, SealedResults } from '../../sealed-results/index.js';
import { digestOfPolicy } from '../policy-text.js';
import type { AuditResult } from '../result/result.js';
import { type AuditActs, runAudit } from './acts.js';
import { resultErased } from './errors.js';
import { auditRun } from './events.js';
import type { AuditListQuery, AuditStore, AuditTexts, FollowedAudit, StoredAudit } from './ports.js';

export interface StoredAuditDeps {
  readonly store: Pick<AuditStore, 'find' | 'policy' | 'list'>;
  readonly acts: AuditActs;
  readonly runtime: Pick<Runtime, 'nowMs'>;
  /** Seals results that may show persons. */
  readonly results: Pick<SealedResults, 'store' | 'open'>;
  /** Leaves an entry in the log of reads. */
  readonly noteRead: DecisionHistory['noteRead'];
}

export interface ReadAudit {
  readonly audit: StoredAudit;
  readonly result: AuditResult;
  /** Verbatim text of the policy by which the audit was judged. */
  readonly policy: string;
}

/** What is stored of an audit beside its result, and who follows it; `mark` is the moment when it began to read (`SealedResults.mark`). */
type KeptFacts = Pick<StoredAudit, 'deployment' | 'by' | 'sight' | 'size' | 'window'> &
  Pick<ResultScope, 'mark'> & { readonly followed?: FollowedAudit | undefined };

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

  /**
   * Stores a result and its policy, and the end of its run, and enters `audit.run`, either all or nothing. A result that may show persons is
   * sealed; where one of them was erased while the audit ran, it is not stored, and the audit names that erasure.
   */
  async keep(result: AuditResult, policyText: string, { mark, followed, ...facts }: KeptFacts): Promise<StoredAudit> {
    const { acts, runtime, results } = this.#deps;
    const audit: StoredAudit = {
      id: acts.newId(),
      ...facts,
      madeAtMs: runtime.nowMs(),
      policyDigest: digestOfPolicy(policyText),
      resultDigest: digestOfResult(result),
      verdict: result.verdict,
      decisions: result.data.rows,
    };
    const text = textOf(result);
    const insert = (kept: StoredAudit, content: AuditTexts['result']): Promise<StoredAudit> =>
      this.#insert(kept, { policy: policyText, result: content }, followed);
    if (audit.sight === 'groups') return insert(audit, text);
    const scope = { deployment: audit.deployment, size: audit.size, mark };
    return results.store({ label: audit, text, scope }, (sealed) =>
      'erasure' in sealed ? insert({ ...audit, ...sealed }, null) : insert(audit, sealed),
    );
  }

  #insert(audit: StoredAudit, texts: AuditTexts, followed: FollowedAudit | undefined): Promise<StoredAudit> {
    const { id, deployment, policyDigest: policy, resultDigest, verdict, sight, size, by } = audit;
    return this.#deps.acts.run(runAudit, async (tx) => {
      await tx.audits.insert(audit, texts);
      await followed?.keep(tx, audit);
      tx.enter(auditRun({ audit: id, deployment, policy, result: resultDigest, verdict, sight, size, by }));
      return audit;
    });
  }

  /** Gives the text of a result; null where it is gone or does not open. */
  async #textOf(audit: StoredAudit, result: AuditTexts['result']): Promise<string | null> {
    if (result === null || typeof result === 'string') return result;
    try {
      return await this.#deps.results.open(audit, result);
    } catch (cause) {
      if (cause instanceof TribuneError && cause.code === 'STORE_UNAVAILABLE') throw cause;
      return null;
    }
  }

  list(query: AuditListQuery): Promise<StoredAudit[]> {
    return this.#deps.store.list(query);
  }

  /**
   * Reads an audit with its result and its policy, and checks the digests of both. A result that shows persons was made of what they are, so
   * who reads it is noted in the log of reads before it is answered, as who makes one is.
   *
   * @throws TribuneError NOT_FOUND, also with the reason `audit.result-erased`, FORBIDDEN for a caller who may see no person, STORE_INVALID for a text that was changed
   */
  async read(id: string, sight: StoredAudit['sight'], reader: Reader): Promise<ReadAudit> {
    const found = await this.look(id, sight);
    const { deployment: of, policyDigest: policy, sight: own } = found.audit;
    const shown = own === 'persons';
    await this.#deps.noteRead({ ...reader, of, policy, payload: shown, attributes: shown, sight: own });
    return found;
  }

  /** Looks at an audit as `read` does, for what is shown to nobody, such as whether a document could be made whole: nothing is noted. */
  async look(id: string, sight: StoredAudit['sight']): Promise<ReadAudit> {
    const { store } = this.#deps;
    const found = readUuid(id, new Uint8Array(UUID_BYTES)) ? await store.find(id) : null;
    if (found === null)
      throw new TribuneError('NOT_FOUND', `there is no audit ${id}`, { remedy: 'GET /v1/audits lists them.' });
    const { audit } = found;
    if (audit.sight === 'persons' && sight === 'groups') {
      throw new TribuneError('FORBIDDEN', `audit ${id} shows every cell, and this caller sees no person`, {
        remedy: `Make the audit anew. ${SEES_PERSONS}`,
      });
    }
    if (audit.erasure !== undefined) throw wasErased(audit);
    const result = await this.#textOf(audit, found.result);
    if (result === null || digestText(sha256(utf8(result))) !== audit.resultDigest)
      throw changed(`the result of audit ${id}`);
    const policy = await store.policy(audit.policyDigest);
    if (policy === null || digestOfPolicy(policy) !== audit.policyDigest) throw changed(`the policy of audit ${id}`);
    return { audit, result: JSON.parse(result) as AuditResult, policy };
  }
}

const wasErased = ({ id, erasure }: StoredAudit): TribuneError =>
  resultErased(`the result of audit ${id} was destroyed by erasure ${erasure}, with decisions that it was made of`, {
    remedy: 'Make the audit anew. Verdict and digests stay: GET /v1/audits lists them.',
  });

const changed = (what: string): TribuneError =>
  new TribuneError('STORE_INVALID', `${what} is not the one that was kept: its digest is another`, {
    remedy: 'Make the audit anew, and find out who wrote to the database.',
    reason: 'audit-changed',
  });
