import { utf8 } from '../../core/base/bytes.js';
import { canonicalJson } from '../../core/base/canonical-json.js';
import { digestText } from '../../core/base/digest.js';
import { DAY_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { defineReason, type Reason } from '../../core/base/reasons.js';
import { sha256 } from '../../core/base/sha256.js';
import { suggest } from '../../core/base/suggest.js';
import { readUuid, UUID_BYTES } from '../../core/base/uuid.js';
import { type Acts, defineAct } from '../acts/index.js';
import { type Control, type ControlPack, takesStatement } from '../controls/index.js';
import { unreadableCard } from '../foreign-cards/index.js';
import type { RegistrySnapshot } from '../registry/ports.js';
import { demandSystem } from './base/index.js';
import { controlEvents, controlRecorded } from './events/index.js';
import { type ImportedBody, importedBody, type WantedImport } from './imports/index.js';
import { type KeptKind, RECORD_BODIES, RECORD_LIMITS, type RecordBody } from './kinds/index.js';
import type { ControlRecordStore, ControlStores, KeptRecord, RecordQuery } from './ports/index.js';
import { summarize, type WorkshopSummary } from './summary/index.js';

const keepRecord = defineAct('control.record', { enters: controlEvents });

/** Acts about records that controls stand on. */
export const controlActs = [keepRecord] as const;

const unknownControl = defineReason(
  'control.unknown',
  'NOT_FOUND',
  'No pack has a control of this name, so nothing can be said to it.',
);

/** Reasons for which a record is not kept. */
export const controlReasons: readonly Reason[] = [unknownControl, unreadableCard];

export interface ControlRecordsDeps {
  readonly store: ControlRecordStore;
  readonly acts: Acts<ControlStores>;
  readonly registry: () => Promise<RegistrySnapshot>;
  readonly packs: () => Promise<readonly ControlPack[]>;
  readonly nowMs: () => number;
}

/** What somebody wants to be kept. */
export interface WantedRecord {
  readonly system: string;
  readonly kind: KeptKind;
  readonly body: unknown;
}

const MISTAKES_SHOWN = 5;

/** Records that people keep about systems, each with its entry. A record is never changed: another one takes its place. */
export class ControlRecords {
  readonly #deps: ControlRecordsDeps;

  constructor(deps: ControlRecordsDeps) {
    this.#deps = deps;
  }

  /**
   * Keeps a record: one act, one entry, one transaction.
   *
   * @throws TribuneError NOT_FOUND for an unknown system or control, INVALID for a body that does not fit its kind
   */
  async keep({ system, kind, body: given }: WantedRecord, by: string): Promise<KeptRecord> {
    const { nowMs } = this.#deps;
    await this.#demandSystem(system);
    const body = bodyOf(kind, given);
    if (kind === 'statement') {
      const { control, until } = body as RecordBody<'statement'>;
      await this.#demandControl(control);
      if (Date.parse(until) > nowMs() + RECORD_LIMITS.said * DAY_MS)
        throw new TribuneError('INVALID', `body.until: what is said holds for ${RECORD_LIMITS.said} days at the most`, {
          remedy: 'Give an earlier day; a later statement takes the place of this one.',
        });
    }
    return this.#insert({ system, kind, body }, by);
  }

  /**
   * Keeps what a document of another program says of a model, with the document. It is what somebody said: no gate and no control stands on it.
   *
   * @throws TribuneError NOT_FOUND for an unknown system or a version that is none of its, INVALID for a document that cannot be read
   */
  async import(wanted: WantedImport, by: string): Promise<KeptRecord & { readonly body: ImportedBody }> {
    const body = importedBody(wanted, await this.#deps.registry());
    const { system } = wanted;
    return { ...(await this.#insert({ system, kind: 'import', body }, by)), body };
  }

  async #insert({ system, kind, body }: Pick<KeptRecord, 'system' | 'kind' | 'body'>, by: string): Promise<KeptRecord> {
    const { acts, nowMs } = this.#deps;
    const digest = digestText(sha256(utf8(canonicalJson({ system, kind, body }))));
    const record: KeptRecord = { id: acts.newId(), system, kind, digest, by, atMs: nowMs(), body };
    return acts.run(keepRecord, async (tx) => {
      await tx.controlRecords.insert(record);
      tx.enter(controlRecorded({ record: record.id, system, kind, digest, by }));
      return record;
    });
  }

  /** @throws TribuneError NOT_FOUND */
  async find(id: string): Promise<KeptRecord> {
    const found = readUuid(id, new Uint8Array(UUID_BYTES)) ? await this.#deps.store.find(id) : null;
    if (found !== null) return found;
    throw new TribuneError('NOT_FOUND', `there is no record ${JSON.stringify(id.slice(0, 80))}`, {
      remedy: 'GET /v1/controls/records?system=NAME lists those of a system.',
    });
  }

  /** The newest first. @throws TribuneError NOT_FOUND for an unknown system */
  async list(query: RecordQuery): Promise<KeptRecord[]> {
    await this.#demandSystem(query.system);
    return this.#deps.store.list(query);
  }

  /** What the workshops and choices of a system come to. @throws TribuneError NOT_FOUND for an unknown system */
  async summary(system: string): Promise<WorkshopSummary> {
    await this.#demandSystem(system);
    const { store } = this.#deps;
    const newest = (kind: KeptKind, limit: number) => store.list({ system, kind, before: null, limit });
    const records: KeptRecord[] = [];
    // Each kind is read by itself, so that many records of one hide no newest of another.
    for (const kind of ['risk-form', 'harm-workshop', 'metric-choice'] as const)
      records.push(...(await newest(kind, 1)));
    for (const kind of ['principle', 'challenge'] as const) records.push(...(await newest(kind, RECORD_LIMITS.looked)));
    const known = new Set((await this.#deps.packs()).flatMap(({ controls }) => controls.map(({ id }) => id)));
    return summarize(records, (id) => known.has(id));
  }

  async #demandSystem(system: string): Promise<void> {
    const { systems } = await this.#deps.registry();
    demandSystem(system, systems);
  }

  async #demandControl(control: string): Promise<void> {
    const controls = (await this.#deps.packs()).flatMap((pack) => pack.controls);
    const ids = controls.map(({ id }) => id);
    const found = controls.find(({ id }) => id === control);
    if (found !== undefined) return demandAsked(found);
    const near = suggest(control, ids);
    throw unknownControl(`no pack has the control ${JSON.stringify(control)}`, {
      remedy: near === null ? 'tribune controls --system NAME lists them.' : `Did you mean ${near}?`,
    });
  }
}

/** Refuses a statement that would count for nothing, as records alone decide the control. @throws TribuneError INVALID */
function demandAsked({ id, checks }: Control): void {
  if (checks.some(takesStatement)) return;
  throw new TribuneError('INVALID', `${id} asks nobody: records decide it, and what is said would count for nothing`, {
    remedy: 'tribune controls --evidence shows what it stands on.',
  });
}

function bodyOf<Kind extends KeptKind>(kind: Kind, given: unknown): RecordBody<Kind> {
  const found = RECORD_BODIES[kind].safeParse(given);
  if (!found.success) {
    const mistakes = found.error.issues
      .slice(0, MISTAKES_SHOWN)
      .map(({ path, message }) => `${['body', ...path].join('.')}: ${message}`);
    throw new TribuneError('INVALID', mistakes.join('; '), {
      remedy: 'The kinds and their fields are in docs/guides/controls.md.',
    });
  }
  if (utf8(JSON.stringify(found.data)).length > RECORD_LIMITS.bytes)
    throw new TribuneError('INVALID', `a record has more than ${RECORD_LIMITS.bytes} bytes`, {
      remedy: 'Keep several.',
    });
  return found.data as RecordBody<Kind>;
}
