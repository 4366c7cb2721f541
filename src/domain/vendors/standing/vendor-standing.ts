import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { DAY_MS } from '../../../core/base/durations.js';
import { sha256 } from '../../../core/base/sha256.js';
import { VENDOR_QUESTIONS } from '../questions/index.js';
import type { Vendor } from '../settings/index.js';

/** How it stands with a vendor at a moment. */
export interface VendorStanding {
  readonly id: string;
  readonly name: string;
  /** Digest of all that is registered of the vendor. */
  readonly digest: string;
  readonly answered: number;
  /** Questions without an answer, by name. */
  readonly open: readonly string[];
  /** Day of the oldest answer, ms since 1970; null where there is none. */
  readonly oldestMs: number | null;
  /** First moment after the contract, ms since 1970; null where no end is told. */
  readonly endsMs: number | null;
}

/**
 * How it stands with a vendor. An answer that is dated later than the moment counts for nothing, as nobody gave it yet.
 *
 * @param atMs the moment, ms since 1970
 */
export function vendorStanding(vendor: Vendor, atMs: number): VendorStanding {
  const given = vendor.answers.filter(({ on }) => Date.parse(on) <= atMs);
  const answered = new Set(given.map(({ question }) => question));
  const { id, name, contractEnds } = vendor;
  return {
    ...{ id, name, digest: digestText(sha256(utf8(canonicalJson(vendor)))) },
    answered: answered.size,
    open: VENDOR_QUESTIONS.questions.flatMap((one) => (answered.has(one.id) ? [] : [one.id])),
    oldestMs: given.length === 0 ? null : Math.min(...given.map(({ on }) => Date.parse(on))),
    // The last day of a contract is still within it.
    endsMs: contractEnds === null ? null : Date.parse(contractEnds) + DAY_MS,
  };
}
