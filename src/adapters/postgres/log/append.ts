import type { Commit, SealedBatch } from '../../../domain/log/ports/index.js';
import type { SealedAnswer } from './answer-table.js';
import { asBuffer } from './as-buffer.js';
import type { SealedEvent } from './integrity-event-table.js';

/** Greatest number of batches in one statement: those of the largest request and of what else joins its commit. */
export const MAX_BATCHES = 64;

const BATCH_COLUMNS = 12;
const VAULT_COLUMNS = 5;
const ID_BYTES = 16;

/** A commit whose notes beside the log are sealed. */
interface SealedCommit extends Commit {
  readonly answers: readonly SealedAnswer[];
  readonly integrityEvents: readonly SealedEvent[];
}

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** SQL for the id at a place of concatenated ids: one value, as the driver would spell out an array and the server parse it id by id. */
export const idAtPlace = (ids: string, place: string): string =>
  `substring(${ids} from ${ID_BYTES} * ${place} + 1 for ${ID_BYTES})`;

const parameterList = (from: number, count: number): string =>
  `(${Array.from({ length: count }, (_, i) => `$${from + i}`).join(', ')})`;

/** Types of the first row of VALUES decide for all rows in an INSERT ... SELECT; plain INSERT ... VALUES takes the columns'. */
const textCache = new Map<string, string>();

/**
 * One statement for a whole commit: batches, their vault rows, references, stored answers and integrity events. It takes one round trip and
 * one fsync, and writes all or nothing.
 */
export function appendStatement(commit: SealedCommit): Statement {
  const withVault = commit.batches.filter((batch) => batch.attributes !== null);
  const later = laterOf(commit.batches);
  const hasExtras = commit.answers.length + commit.integrityEvents.length + later.length > 0;
  const name = `append_${commit.batches.length}_${withVault.length}_${hasExtras ? 'x' : 'p'}`;
  let text = textCache.get(name);
  if (text === undefined) {
    text = statementText(commit.batches.length, withVault.length, hasExtras);
    textCache.set(name, text);
  }
  const values: unknown[] = [];
  for (const batch of commit.batches) pushBatch(values, batch);
  for (const batch of withVault) pushVault(values, batch);
  if (hasExtras) values.push(...extraValues(commit, later));
  return { name, text, values };
}

function statementText(nBatches: number, nVault: number, hasExtras: boolean): string {
  const rows = (from: number, count: number, width: number): string =>
    Array.from({ length: count }, (_, i) => parameterList(from + i * width, width)).join(', ');
  const vaultFrom = 1 + nBatches * BATCH_COLUMNS;
  const extraFrom = vaultFrom + nVault * VAULT_COLUMNS;
  const clauses: string[] = [];
  if (nBatches > 0) {
    const columns = '(log, seq, kind, first_index, n, received_at, ids, leaves, page, slot, sealed, erased)';
    clauses.push(`b as (insert into batch ${columns} values ${rows(1, nBatches, BATCH_COLUMNS)})`);
  }
  if (nVault > 0) {
    const columns = '(log, seq, page, slot, sealed)';
    clauses.push(`v as (insert into attribute_vault ${columns} values ${rows(vaultFrom, nVault, VAULT_COLUMNS)})`);
  }
  if (hasExtras) clauses.push(...extraClauses(extraFrom));
  return `with ${clauses.join(', ')} select 1`;
}

function extraClauses(from: number): string[] {
  const at = (offset: number, type: string): string => `$${from + offset}::${type}[]`;
  return [
    // The rows are in the order of the index, as neighbours fall on the same page.
    `r as (insert into decision_ref (log, decision, seq, position, kind)
       select b.log, ${idAtPlace('b.ids', 'e.place')}, b.seq, e.place, b.kind
       from unnest(${at(0, 'text')}, ${at(1, 'bigint')}, ${at(2, 'text')}, ${at(3, 'integer')}, ${at(4, 'bytea')}) as b (log, seq, kind, n, ids)
       cross join lateral generate_series(0, b.n - 1) as e (place) order by 2)`,
    `a as (insert into kept_answer (scope, key, body_digest, answer, received_at, producer, sequence, seal)
       select * from unnest(${at(5, 'text')}, ${at(6, 'text')}, ${at(7, 'bytea')}, ${at(8, 'text')}, ${at(9, 'bigint')},
         ${at(17, 'text')}, ${at(18, 'bigint')}, ${at(19, 'bytea')})
       on conflict (scope, key) do nothing)`,
    `i as (insert into integrity_event (log, detected_at, decision, type, first_index, other_digest, source, number, seal)
       select * from unnest(${at(10, 'text')}, ${at(11, 'bigint')}, ${at(12, 'bytea')}, ${at(13, 'text')}, ${at(14, 'bigint')},
         ${at(15, 'bytea')}, ${at(16, 'text')}, ${at(20, 'bigint')}, ${at(21, 'bytea')}))`,
  ];
}

function pushBatch(values: unknown[], { payload, ...batch }: SealedBatch): void {
  values.push(batch.log, batch.seq, batch.kind, batch.firstIndex, batch.n, batch.receivedAtMs);
  values.push(asBuffer(batch.ids), asBuffer(batch.leaves), payload.page, payload.slot, asBuffer(payload.bytes));
  values.push(batch.erased === null ? null : asBuffer(batch.erased));
}

function pushVault(values: unknown[], { log, seq, attributes }: SealedBatch): void {
  values.push(log, seq, attributes!.page, attributes!.slot, asBuffer(attributes!.bytes));
}

/** Batches of labels and attributes that came later: their `ids` name decisions, for which references are written. */
const laterOf = (batches: readonly SealedBatch[]): readonly SealedBatch[] =>
  batches.filter(({ kind }) => kind === 'label' || kind === 'attributes');

function extraValues({ answers, integrityEvents: events }: SealedCommit, later: readonly SealedBatch[]): unknown[] {
  return [
    later.map(({ log }) => log),
    later.map(({ seq }) => seq),
    later.map(({ kind }) => kind),
    later.map(({ n }) => n),
    later.map(({ ids }) => asBuffer(ids)),
    answers.map(({ scope }) => scope),
    answers.map(({ key }) => key),
    answers.map(({ bodyDigest }) => asBuffer(bodyDigest)),
    answers.map(({ answer }) => answer),
    answers.map(({ receivedAtMs }) => receivedAtMs),
    events.map(({ log }) => log),
    events.map(({ detectedAtMs }) => detectedAtMs),
    events.map(({ decision }) => asBuffer(decision)),
    events.map(({ type }) => type),
    events.map(({ firstIndex }) => firstIndex),
    events.map(({ otherDigest }) => asBuffer(otherDigest)),
    events.map(({ source }) => source),
    answers.map(({ seen }) => seen?.source ?? null),
    answers.map(({ seen }) => seen?.sequence ?? null),
    answers.map(({ seal }) => asBuffer(seal)),
    events.map(({ number }) => number),
    events.map(({ seal }) => asBuffer(seal)),
  ];
}
