import { TribuneError } from '../../../../core/base/errors.js';
import type { RecordDocument } from '../../frame/index.js';
import type { SystemRecords } from '../../records/index.js';

/** A digest as in-toto has it: without its name. */
const sha256Of = (digest: string): { readonly sha256: string } => ({ sha256: digest.replace('sha256:', '') });

/**
 * Prints what audits found of a version as an in-toto Statement v1 with the predicate test-result v0.1, for whoever signs it. The subject is
 * the version by its digest; the policies are the configuration.
 *
 * @throws TribuneError INVALID without a version or an audit, for an audit that is out of date, and for a verdict that the predicate has no word for: little evidence is no pass
 */
export function printInToto(_document: RecordDocument, { version, audits }: SystemRecords): string {
  if (version === null || audits.length === 0)
    throw new TribuneError('INVALID', 'an in-toto statement needs a version and an audit of it', {
      remedy: 'Name a version that is registered, and make an audit of what it decided.',
    });
  const stale = audits.find(({ staleBecause }) => staleBecause !== null);
  if (stale !== undefined)
    throw new TribuneError(
      'INVALID',
      `the audit ${stale.ref.id} says nothing of this version alone: ${stale.staleBecause}`,
      {
        remedy: 'Make an audit of what this version decided, by the policy in force.',
      },
    );
  const open = audits.find(({ value }) => value.verdict !== 'pass' && value.verdict !== 'fail');
  const fails = audits.some(({ value }) => value.verdict === 'fail');
  if (open !== undefined && !fails)
    throw new TribuneError('INVALID', `the audit ${open.ref.id} is not decided, and in-toto knows no such result`, {
      remedy: 'Take another format, or make an audit with more people.',
    });
  const tests = (isWanted: (one: (typeof audits)[number]['value']['requirements'][number]) => boolean): string[] =>
    audits.flatMap(({ value, deployment }) =>
      value.requirements
        .filter(isWanted)
        .map(
          ({ id, verdict }) =>
            `${deployment ?? value.policy.name}/${id}${verdict === 'fail' || verdict === 'pass' ? '' : ` (${verdict})`}`,
        ),
    );
  const warns = audits.some(({ value }) => value.warnings > 0);
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: `${version.value.model} ${version.value.label}`, digest: sha256Of(version.value.digest) }],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: fails ? 'FAILED' : warns ? 'WARNED' : 'PASSED',
      configuration: audits.map(({ value: { policy } }) => ({
        name: `${policy.name} ${policy.version}`,
        digest: sha256Of(policy.digest),
      })),
      passedTests: tests(({ verdict }) => verdict === 'pass'),
      warnedTests: tests(({ verdict, severity }) => verdict !== 'pass' && (verdict !== 'fail' || severity !== 'block')),
      failedTests: tests(({ verdict, severity }) => verdict === 'fail' && severity === 'block'),
    },
  };
  return `${JSON.stringify(statement, null, 2)}\n`;
}
