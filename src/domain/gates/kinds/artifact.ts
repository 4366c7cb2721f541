import { defineKind } from './define-kind.js';

/** The bytes of the version, as the service holds them; null where it does not. */
export type SeenArtifact = { readonly digest: string; readonly size: number } | null;

/** That the service holds what decides. */
export const artifact = defineKind(
  'artifact',
  'The service holds the bytes of the version, whose digest they have: what was judged can be run again.',
  {},
  {
    who: () => ['developer', 'admin'],
    judge: (_demand, seen: SeenArtifact, { subject }) =>
      seen === null || seen.digest !== subject.version
        ? { status: 'lacking', why: `the bytes of ${subject.version} are not held: tribune artifact put FILE` }
        : {
            status: 'met',
            items: [{ digest: seen.digest, kind: 'artifact', what: `the model, ${seen.size} bytes`, untilMs: null }],
          },
  },
);
