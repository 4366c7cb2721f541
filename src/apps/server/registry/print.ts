import { encodeHex, utf8 } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import type { Artifact } from '../../../domain/artifacts/ports.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';

/** What is registered as JSON, with the tag by which a caller says that they have it. */
export interface PrintedRegistry {
  readonly json: string;
  readonly tag: string;
}

/** The last print of a snapshot: everything registered is read and printed again only where something changed. */
const prints = new WeakMap<RegistrySnapshot, PrintedRegistry & { readonly held: string }>();

export function printRegistry(snapshot: RegistrySnapshot, artifacts: readonly Artifact[]): PrintedRegistry {
  const held = artifacts
    .map(({ digest, size }) => `${digest} ${size}`)
    .toSorted()
    .join();
  const known = prints.get(snapshot);
  if (known?.held === held) return known;
  const json = JSON.stringify(printSnapshot(snapshot, artifacts));
  const print = { json, tag: `"${encodeHex(sha256(utf8(json)))}"`, held };
  prints.set(snapshot, print);
  return print;
}

function printSnapshot(
  { systems, models, versions, deployments }: RegistrySnapshot,
  held: readonly Artifact[],
): Record<string, unknown> {
  const sizes = new Map(held.map(({ digest, size }) => [digest, size]));
  const shown = deployments.map(({ activations, ...rest }) => ({
    ...rest,
    activations: activations.map(({ fromMs, ...a }) => ({ from: new Date(fromMs).toISOString(), ...a })),
  }));
  const withArtifact = versions.map((version) => ({
    ...version,
    artifact: sizes.has(version.digest) ? { held: true, size: sizes.get(version.digest)! } : { held: false },
  }));
  return { systems, models, versions: withArtifact, deployments: shown };
}
