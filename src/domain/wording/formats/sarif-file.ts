import { encodeHex, utf8 } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { cleanText } from '../../../core/markup/index.js';
import type { Verdict } from '../../../core/policy/sections/index.js';

/** The identifier of the schema, as OASIS publishes it with SARIF 2.1.0 (errata 01). */
const SARIF_SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Kinds of SARIF 2.1.0 section 3.27.9; `open` means that there was too little evidence to decide. */
export const SARIF_KINDS = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'open',
  not_applicable: 'notApplicable',
} as const satisfies Record<Verdict, string>;

/** The level of a finding: only what failed has one. */
export const sarifLevel = ({ verdict, severity }: { readonly verdict: Verdict; readonly severity: string }): string =>
  verdict !== 'fail' ? 'none' : severity === 'block' ? 'error' : 'warning';

/** Fingerprint of a finding from what it is about, which stays the same while numbers change. */
export const sarifFingerprint = (identity: readonly unknown[]): string =>
  encodeHex(sha256(utf8(JSON.stringify(identity))));

/** Where a finding stands: a line of the policy file, and its name in the policy. */
export function sarifLocation(
  policy: { readonly name: string; readonly path: string | null },
  { id, line }: { readonly id: string; readonly line: number },
) {
  const logicalLocations = [{ name: id, fullyQualifiedName: `${policy.name}/${id}`, kind: 'member' }];
  if (policy.path === null) return { logicalLocations };
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(policy.path) },
      region: { startLine: Math.max(1, line) },
    },
    logicalLocations,
  };
}

export interface SarifRun {
  readonly tool: { readonly name: string; readonly version: string };
  readonly rules: readonly unknown[];
  readonly results: readonly unknown[];
  readonly verdict: Verdict;
  readonly warnings: number;
  readonly summary: string;
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string };
}

/** Prints a run as SARIF 2.1.0. */
export function printSarif({ tool, rules, results, verdict, warnings, summary, policy }: SarifRun): string {
  const { name, version, digest } = policy;
  const log = {
    $schema: SARIF_SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, version: tool.version, semanticVersion: tool.version, rules } },
        results,
        columnKind: 'utf16CodeUnits',
        properties: { verdict, warnings, summary: cleanText(summary), policy: { name, version, digest } },
      },
    ],
  };
  return `${withoutTurns(JSON.stringify(log, null, 2))}\n`;
}

/** JSON of the same value in which no mark of a name turns round the line that a person reads. */
const withoutTurns = (json: string): string =>
  json.replace(/[\u202a-\u202e\u2066-\u2069]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);

/** A path as a URI reference: relative ones are encoded segment by segment, absolute ones become `file:` URIs. */
function uriOf(path: string): string {
  const slashes = path.replaceAll('\\', '/');
  if (/^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(slashes)) return encodeURI(slashes);
  const encoded = slashes
    .split('/')
    .map((segment) => encodeURIComponent(cleanText(segment)))
    .join('/');
  if (slashes.startsWith('/')) return `file://${encoded}`;
  if (/^[A-Za-z]:\//.test(slashes)) return `file:///${encoded.replace('%3A', ':')}`;
  return encoded.replace(/^(\.\/)+/, '');
}
