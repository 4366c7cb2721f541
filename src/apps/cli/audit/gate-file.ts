import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { counted } from '../../../core/base/counted.js';
import type { Policy } from '../../../core/policy/index.js';
import type { AuditResult } from '../../../domain/audits/index.js';
import { readTextFile, writeFiles } from '../frame/io.js';

/** Enters an audit in the file of a gate's decisions, and says what became of it. */
export async function enterGateFile(
  path: string,
  { policy, result, today }: { readonly policy: Policy; readonly result: AuditResult; readonly today: string },
): Promise<string> {
  const { enterGate, gateEvidence, readGates } = await import('../../../domain/gate-sequence/index.js');
  const text = existsSync(path) ? await readTextFile(path, 'file of gates', 'USAGE') : null;
  const evidence = gateEvidence(policy, result);
  const entered = enterGate(readGates(text, path), evidence, { result, today });
  if (entered === null) {
    const why = evidence.without.map(({ requirement, why: reason }) => `${requirement}: ${reason}`).join('; ');
    return `gate: not entered in ${path}, as no blocking requirement gives evidence${why === '' ? '' : ` (${why})`}\n`;
  }
  const { file, decision, isNew } = entered;
  if (isNew) await writeFiles(dirname(path), { [basename(path)]: `${JSON.stringify(file, null, 2)}\n` });
  const { logEvidence, logNeeded, isFinding } = decision;
  const place = file.decisions.indexOf(decision) + 1;
  const found = file.decisions.slice(0, place).filter((one) => one.isFinding).length;
  const without = evidence.without.map(({ requirement }) => requirement);
  return [
    `gate: ${isNew ? 'decision' : 'entered before, as decision'} ${place} of ${path}: ${isFinding ? 'a finding' : 'no finding'}, with evidence of ${times(logEvidence)} where ${times(logNeeded)} was needed`,
    `; of ${counted(found, 'finding')} so far at most ${file.level * 100} % are false, in expectation`,
    without.length === 0 ? '' : `; no evidence is made of ${without.join(', ')}`,
    '\n',
  ].join('');
}

/** An e-value of three digits; of a very large one the power of ten. */
const times = (log: number): string =>
  log > Math.log(1e6) ? `10^${Math.floor(log / Math.LN10)}` : `${Number(Math.exp(log).toPrecision(3))}`;
