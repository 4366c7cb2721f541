import { isDigest } from '../../core/base/digest.js';
import { TribuneError } from '../../core/base/errors.js';
import { suggest } from '../../core/base/suggest.js';
import type { RegistrySnapshot } from './ports.js';

/** Most labels that a message names. */
const LABELS_NAMED = 10;

/** Whether a text has the form of a version: `MODEL@LABEL` or a digest. */
export const isVersionReference = (text: string): boolean => isDigest(text) || /^[A-Za-z0-9][^@\s]*@./.test(text);

/**
 * The digest of a version that a person names: `MODEL@LABEL`, as both are registered, or the digest itself.
 *
 * @throws TribuneError NOT_FOUND for an unknown model or label, INVALID_ARGUMENT for a text of another form or a label of two versions
 * @example
 * digestOfVersion('lending@2026-11-1', snapshot); // 'sha256:...'
 */
export function digestOfVersion(
  reference: string,
  { models, versions }: Pick<RegistrySnapshot, 'models' | 'versions'>,
): string {
  if (isDigest(reference)) return reference;
  const at = reference.indexOf('@');
  if (at < 1 || at === reference.length - 1) {
    throw new TribuneError('INVALID_ARGUMENT', `"${reference}" names no version`, {
      remedy: 'Give MODEL@LABEL, such as lending@2026-11-1, or sha256: and 64 hexadecimal digits.',
    });
  }
  const [model, label] = [reference.slice(0, at), reference.slice(at + 1)];
  const ofModel = versions.filter((version) => version.model === model);
  const digests = new Set(ofModel.filter((version) => version.label === label).map(({ digest }) => digest));
  const [digest] = digests;
  if (digests.size === 1) return digest!;
  if (digests.size > 1) {
    throw new TribuneError('INVALID_ARGUMENT', `${digests.size} versions of ${model} have the label "${label}"`, {
      remedy: `Give the digest of one: ${[...digests].join(', ')}.`,
    });
  }
  if (!models.some(({ id }) => id === model))
    throw modelUnknown(
      model,
      models.map(({ id }) => id),
    );
  throw labelUnknown(
    model,
    label,
    ofModel.map((version) => version.label),
  );
}

function modelUnknown(model: string, known: readonly string[]): TribuneError {
  const guess = suggest(model, known);
  return new TribuneError('NOT_FOUND', `no model "${model}" is registered`, {
    remedy: guess === null ? 'Register it: tribune admin apply.' : `Did you mean "${guess}"?`,
  });
}

function labelUnknown(model: string, label: string, known: readonly string[]): TribuneError {
  const guess = suggest(label, known);
  const all = known.slice(-LABELS_NAMED).join(', ');
  const named = known.length === 0 ? 'It has none: tribune admin apply registers one.' : `It has ${all}.`;
  return new TribuneError('NOT_FOUND', `model ${model} has no version "${label}"`, {
    remedy: guess === null ? named : `Did you mean "${guess}"?`,
  });
}
