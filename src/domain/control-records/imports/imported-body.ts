import { utf8 } from '../../../core/base/bytes.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { type CardFormat, type ReadCard, readCard } from '../../foreign-cards/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { demandSystem } from '../base/index.js';

/** A document of another program that somebody wants to be kept. */
export interface WantedImport {
  readonly system: string;
  /** Digest of the registered version that it is about, as whoever imports it says; null where none is. */
  readonly version: string | null;
  readonly format: CardFormat;
  /** Where it is from: an address or the name of a file, as whoever imports it says. */
  readonly from: string;
  readonly document: string;
}

/** What is kept of it: what it says, what of it is not understood, and the document itself. */
export interface ImportedBody extends ReadCard, Omit<WantedImport, 'system'> {
  /** SHA-256 of the document. */
  readonly documentDigest: string;
  /** Whether it names the bytes of the version; null where it names none, or no version is told. */
  readonly namesVersion: boolean | null;
}

/**
 * Reads a document and says what is kept of it.
 *
 * @throws TribuneError NOT_FOUND for an unknown system or a version that is none of its, INVALID for a document that cannot be read
 */
export function importedBody(
  { system, version, format, from, document }: WantedImport,
  { systems, models, versions }: Pick<RegistrySnapshot, 'systems' | 'models' | 'versions'>,
): ImportedBody {
  demandSystem(system, systems);
  const own = new Set(models.filter((one) => one.system === system).map(({ id }) => id));
  if (version !== null && !versions.some(({ model, digest }) => digest === version && own.has(model)))
    throw new TribuneError('NOT_FOUND', `no version ${version.slice(0, 80)} is registered in the system ${system}`, {
      remedy: 'Register it first (tribune admin apply), or leave the version out: then it is told of the system.',
    });
  const card = readCard(format, document);
  const named = card.said.digest;
  return {
    ...{ format, from, version, ...card, document },
    documentDigest: digestText(sha256(utf8(document))),
    namesVersion: named === null || version === null ? null : named === version,
  };
}
