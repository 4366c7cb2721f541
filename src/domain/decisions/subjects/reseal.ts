import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionLog, KeySlot, PartName, SealedBatch, SealedPart } from '../../log/ports/index.js';
import {
  type BatchFacts,
  encodeBody,
  erasedMap,
  type OpenDeps,
  openBatch,
  type PartBody,
  partAad,
  SALT_BYTES,
} from '../../log/seal/index.js';

export interface ResealDeps extends OpenDeps {
  readonly decisions: DecisionLog;
}

/** Number of attempts. Another erasure may seal the batch anew in between, and then it is read again. */
const ATTEMPTS = 5;

/** Slots of the keys of one batch. */
export interface BatchKeys {
  readonly payload: KeySlot;
  readonly attributes: KeySlot | null;
}

/**
 * Seals a batch anew without the records at some positions, unless they are gone already. Their contents and salts are then gone from the
 * row. Leaves and ids stay, so the log does not change.
 *
 * @returns keys that seal the batch now, and those it was found under.
 */
export async function resealWithout(
  deps: ResealDeps,
  place: Pick<SealedBatch, 'log' | 'seq'>,
  positions: readonly number[],
): Promise<{ readonly now: BatchKeys; readonly before: BatchKeys }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const batch = await deps.decisions.read(place.log, place.seq);
    if (batch === null) break;
    const before = keysOf(batch);
    const opened = await openBatch(deps, batch);
    if (positions.every((position) => opened.payload.contents[position] === null)) return { now: before, before };
    const body = without(opened.payload, positions);
    const facts = { ...batch, erased: erasedMap(body.contents), hasAttributes: opened.attributes !== null };
    const payload = await sealPart(deps, facts, { part: 'payload', body });
    const attributes =
      opened.attributes === null
        ? null
        : await sealPart(deps, facts, { part: 'attributes', body: without(opened.attributes, positions) });
    const sealedAnew = { ...batch, erased: facts.erased, payload, attributes };
    if (await deps.decisions.replaceParts(sealedAnew, batch)) return { now: keysOf(sealedAnew), before };
  }
  throw new TribuneError('STORE_UNAVAILABLE', `batch ${place.log}/${place.seq} could not be sealed anew`, {
    remedy: 'Ask for the erasure again; what was erased stays erased.',
  });
}

/** Destroys the keys that sealed a batch before and no longer do. */
export async function destroyLeft(
  { pages }: Pick<ResealDeps, 'pages'>,
  now: BatchKeys,
  left: readonly BatchKeys[],
): Promise<void> {
  for (const part of ['payload', 'attributes'] as const) {
    const slots = left.flatMap((keys) => keys[part] ?? []);
    const gone = slots.filter((slot) => !isSame(slot, now[part]));
    if (gone.length > 0) await pages[part].destroy(gone);
  }
}

/** Gives the slots of the keys of a batch. */
export const keysOf = ({ payload, attributes }: SealedBatch): BatchKeys => ({
  payload: slotOf(payload),
  attributes: attributes === null ? null : slotOf(attributes),
});

const slotOf = ({ page, slot }: SealedPart): KeySlot => ({ page, slot });

const isSame = (a: KeySlot, b: KeySlot | null): boolean => a.page === b?.page && a.slot === b.slot;

function without(body: PartBody, positions: readonly number[]): PartBody {
  const gone = new Set(positions);
  const salts = body.salts.slice();
  const width = body.saltsEach * SALT_BYTES;
  for (const position of gone) salts.fill(0, position * width, (position + 1) * width);
  return { ...body, salts, contents: body.contents.map((content, i) => (gone.has(i) ? null : content)) };
}

async function sealPart(
  { runtime, pages }: ResealDeps,
  facts: BatchFacts,
  { part, body }: { part: PartName; body: PartBody },
): Promise<SealedPart> {
  await pages[part].reserve(1);
  const { page, slot, key } = pages[part].take();
  return { page, slot, bytes: runtime.seal(key, partAad(runtime, part, facts), encodeBody(runtime, body)) };
}
