import { TribuneError } from '../../../core/errors.js';
import type { DecisionLog, KeySlot, PartName, SealedBatch, SealedPart } from '../ports.js';
import { type OpenTools, openBatch } from '../seal/open-batch.js';
import { encodeBody, type PartBody, SALT_BYTES } from '../seal/part-body.js';
import { partAad } from '../seal/seal-batch.js';

export interface ResealTools extends OpenTools {
  readonly decisions: DecisionLog;
}

/** A batch may be re-sealed by another erasure in between: then it is read again. */
const ATTEMPTS = 5;

/**
 * Seals a batch anew without the records at some positions: their contents and salts are gone from the row, and the keys of
 * the old row from their page. Leaves and ids stay, so the log does not change.
 */
export async function resealWithout(
  tools: ResealTools,
  place: Pick<SealedBatch, 'log' | 'seq'>,
  positions: readonly number[],
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const batch = await tools.decisions.read(place.log, place.seq);
    if (batch === null) break;
    const opened = await openBatch(tools, batch);
    const payload = await sealPart(tools, batch, { part: 'payload', body: without(opened.payload, positions) });
    const attributes =
      opened.attributes === null
        ? null
        : await sealPart(tools, batch, { part: 'attributes', body: without(opened.attributes, positions) });
    if (!(await tools.decisions.replaceParts({ ...batch, payload, attributes }, batch))) continue;
    await tools.pages.payload.destroy([slotOf(batch.payload)]);
    if (batch.attributes !== null) await tools.pages.attributes.destroy([slotOf(batch.attributes)]);
    return;
  }
  throw new TribuneError('STORE_UNAVAILABLE', `batch ${place.log}/${place.seq} could not be sealed anew`, {
    remedy: 'Ask for the erasure again; what was erased stays erased.',
  });
}

const slotOf = ({ page, slot }: SealedPart): KeySlot => ({ page, slot });

function without(body: PartBody, positions: readonly number[]): PartBody {
  const gone = new Set(positions);
  const salts = body.salts.slice();
  const width = body.saltsEach * SALT_BYTES;
  for (const position of gone) salts.fill(0, position * width, (position + 1) * width);
  return { ...body, salts, contents: body.contents.map((content, i) => (gone.has(i) ? null : content)) };
}

async function sealPart(
  { machine, pages }: ResealTools,
  batch: SealedBatch,
  { part, body }: { part: PartName; body: PartBody },
): Promise<SealedPart> {
  await pages[part].reserve(1);
  const { page, slot, key } = pages[part].take();
  return { page, slot, bytes: machine.seal(key, partAad(machine, part, batch), encodeBody(machine, body)) };
}
