import { DAY_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import type { Act } from '../acts/index.js';
import { createKey, type IdentityActs, type IdentityTx, revokeKey, rotateKey } from './acts.js';
import type { Caller } from './caller.js';
import { keyEnded, keyUnknown, scopesMissing } from './errors.js';
import { apiKeyCreated, apiKeyRevoked, apiKeyRotated } from './events/index.js';
import type { ApiKeyRecord, IdentityRuntime, IdentityStore } from './ports.js';
import type { Scope } from './scopes.js';
import { base64Url, readableId, SECRET_BYTES, utf8 } from './secret.js';

const ID_LETTERS = 12;
/** Form of a key: `trb_`, the id, `_`, 32 random bytes in base64url. By the prefix, secret scanners find a leaked key. */
const FORM = /^trb_[0-9A-Za-z]{12}_[0-9A-Za-z_-]{43}$/;
/** Time for which a key read from the store is not read again, ms; a revocation by another process takes effect within it. */
const BELIEVED_MS = 5000;
const MAX_BELIEVED_KEYS = 10_000;
/** The time of the last use is written at most this often for each key, ms. */
const TOUCH_EVERY_MS = 60_000;
/** Default life of a key in days, and the time for which the old key still works after a rotation. Ours. */
export const DEFAULT_KEY_DAYS = 365;
export const ROTATION_OVERLAP_MS: number = 7 * DAY_MS;

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdBy: string;
  /** Days until the key expires; null for a key that never does. */
  readonly days?: number | null;
}

/** A new key, which is shown once, and the record that is stored of it. */
export interface IssuedKey {
  readonly key: string;
  readonly kept: ApiKeyRecord;
}

export interface ApiKeyDeps {
  readonly store: IdentityStore;
  readonly acts: IdentityActs;
  readonly runtime: IdentityRuntime;
}

/** Issues and checks API keys. A key is a prefix and 32 random bytes; only its SHA-256 is stored. */
export class ApiKeys {
  readonly #deps: ApiKeyDeps;
  readonly #believed = new Map<string, { kept: ApiKeyRecord; caller: Caller; untilMs: number }>();
  readonly #touchedAtMs = new Map<string, number>();
  readonly #ofProcess = new Map<string, Caller>();

  constructor(deps: ApiKeyDeps) {
    this.#deps = deps;
  }

  /** Makes a key. Only this answer contains the whole key. */
  async issue({ name, scopes, createdBy, days = DEFAULT_KEY_DAYS }: NewKey): Promise<IssuedKey> {
    if (scopes.length === 0) {
      throw scopesMissing('a key needs at least one scope', { remedy: 'For example decisions:write.' });
    }
    const expiresAtMs = days === null ? null : this.#deps.runtime.nowMs() + days * DAY_MS;
    const issued = this.#newKey({ name, scopes, createdBy, expiresAtMs, replaces: null });
    return this.#deps.acts.run(createKey, async (tx) => {
      await tx.identity.insertKey(issued.kept);
      tx.enter(apiKeyCreated(toldOf(issued.kept)));
      return issued;
    });
  }

  /** Makes a key that is stored nowhere and ends with this process, for a program that shares the data folder. */
  issueForProcess(scopes: readonly Scope[]): string {
    const key = `trb_${readableId(this.#deps.runtime.randomBytes(ID_LETTERS))}_${base64Url(this.#deps.runtime.randomBytes(SECRET_BYTES))}`;
    this.#ofProcess.set(key, { kind: 'key', id: 'local', local: true, scopes: new Set(scopes) });
    return key;
  }

  /**
   * Makes a new key with the same scopes. The old key works on for the overlap, or until its own end if that is sooner. Throws `CONFLICT`
   * for a key that has ended or has a successor, so that a right that was taken away does not come back by rotation.
   */
  rotate(id: string, createdBy: string, overlapMs: number = ROTATION_OVERLAP_MS): Promise<IssuedKey> {
    return this.#ending(rotateKey, async (tx) => {
      const keys = await tx.identity.keys();
      const old = demandKey(keys.find((kept) => kept.id === id) ?? null, id);
      const nowMs = this.#deps.runtime.nowMs();
      demandRotatable(old, nowMs, keys.find(({ replaces }) => replaces === id)?.id);
      const expiresAtMs = old.expiresAtMs === null ? null : nowMs + (old.expiresAtMs - old.createdAtMs);
      const issued = this.#newKey({ ...old, createdBy, expiresAtMs, replaces: id });
      await tx.identity.insertKey(issued.kept);
      await tx.identity.endKey(id, { expiresAtMs: nowMs + overlapMs });
      tx.enter(apiKeyRotated(toldOf(issued.kept)));
      return issued;
    });
  }

  /** Revokes a key; a key that is revoked already keeps its time of revocation. */
  revoke(id: string, by: string): Promise<void> {
    return this.#ending(revokeKey, async (tx) => {
      const { revokedAtMs } = demandKey(await tx.identity.key(id), id);
      if (revokedAtMs !== null) return;
      await tx.identity.endKey(id, { revokedAtMs: this.#deps.runtime.nowMs() });
      tx.enter(apiKeyRevoked({ key: id, by }));
    });
  }

  list(): Promise<ApiKeyRecord[]> {
    return this.#deps.store.keys();
  }

  /** Gives the caller who sends this key; throws `UNAUTHENTICATED` when it is malformed, unknown, expired or revoked. */
  async authenticate(key: string): Promise<Caller> {
    const ofProcess = this.#ofProcess.get(key);
    if (ofProcess !== undefined) return ofProcess;
    const nowMs = this.#deps.runtime.nowMs();
    const known = this.#believed.get(key);
    const fresh = known !== undefined && nowMs < known.untilMs ? known : await this.#read(key, nowMs);
    demandAlive(fresh.kept, nowMs);
    this.#touch(fresh.kept.id, nowMs);
    return fresh.caller;
  }

  async #read(key: string, nowMs: number): Promise<{ kept: ApiKeyRecord; caller: Caller; untilMs: number }> {
    this.#believed.delete(key);
    const kept = FORM.test(key) ? await this.#deps.store.keyByDigest(this.#deps.runtime.sha256(utf8(key))) : null;
    if (kept === null) throw unauthenticated('the API key is unknown', 'Check that it was copied whole.');
    if (this.#believed.size >= MAX_BELIEVED_KEYS) this.#believed.clear();
    const caller: Caller = { kind: 'key', id: kept.id, scopes: new Set(kept.scopes) };
    const entry = { kept, caller, untilMs: nowMs + BELIEVED_MS };
    this.#believed.set(key, entry);
    return entry;
  }

  #touch(id: string, nowMs: number): void {
    if (nowMs - (this.#touchedAtMs.get(id) ?? 0) < TOUCH_EVERY_MS) return;
    this.#touchedAtMs.set(id, nowMs);
    // The write is not awaited, as a request must not fail because a time of use could not be written.
    this.#deps.store.touchKey(id, nowMs).catch(() => this.#touchedAtMs.delete(id));
  }

  /** Does an act that ends a key. Remembered keys are forgotten even after a failure, as a commit whose answer was lost may stand. */
  async #ending<T>(act: Act<1>, work: (tx: IdentityTx) => Promise<T>): Promise<T> {
    try {
      return await this.#deps.acts.run(act, work);
    } finally {
      this.#believed.clear();
    }
  }

  #newKey(fields: Pick<ApiKeyRecord, 'name' | 'scopes' | 'createdBy' | 'expiresAtMs' | 'replaces'>): IssuedKey {
    const { runtime } = this.#deps;
    const id = readableId(runtime.randomBytes(ID_LETTERS));
    const key = `trb_${id}_${base64Url(runtime.randomBytes(SECRET_BYTES))}`;
    const { name, scopes, createdBy, expiresAtMs, replaces } = fields;
    const kept: ApiKeyRecord = {
      id,
      name,
      scopes,
      createdBy,
      expiresAtMs,
      replaces,
      digest: runtime.sha256(utf8(key)),
      createdAtMs: runtime.nowMs(),
      lastUsedAtMs: null,
      revokedAtMs: null,
    };
    return { key, kept };
  }
}

const toldOf = ({ id, name, scopes, createdBy }: ApiKeyRecord) => ({ key: id, name, scopes, by: createdBy });

function demandKey(kept: ApiKeyRecord | null, id: string): ApiKeyRecord {
  if (kept !== null) return kept;
  throw keyUnknown(`there is no API key ${id}`, {
    remedy: 'List the keys and use the id of one.',
  });
}

function demandAlive(kept: ApiKeyRecord, nowMs: number): void {
  if (kept.revokedAtMs !== null) throw unauthenticated(`the API key ${kept.id} was revoked`, 'Use its successor.');
  if (kept.expiresAtMs === null || nowMs < kept.expiresAtMs) return;
  throw unauthenticated(`the API key ${kept.id} has expired`, 'Ask an administrator for a new one: tribune admin key.');
}

function demandRotatable(kept: ApiKeyRecord, nowMs: number, successor: string | undefined): void {
  const ended = kept.revokedAtMs !== null || (kept.expiresAtMs !== null && nowMs >= kept.expiresAtMs);
  if (!ended && successor === undefined) return;
  const what = ended ? 'has ended' : `was succeeded by ${successor} already`;
  throw keyEnded(`the API key ${kept.id} ${what}`, {
    remedy: ended ? 'Make a new key.' : 'Rotate its successor.',
  });
}

export const unauthenticated = (message: string, remedy: string): TribuneError =>
  new TribuneError('UNAUTHENTICATED', message, { remedy });
