import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { CliContext } from '../../frame/context.js';
import { reason } from '../../frame/io.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { PERSON_OPTIONS, signIn } from '../../service/person.js';
import { demandText, type ListedGate, tellGate, usage, VERSION_OPTION } from './printed-gate.js';

export const gateAttestCommand: CommandSpec = {
  name: 'gate attest',
  summary: 'say that something was done for a version, such as an attack by a red team, and bind the report on it',
  usage: ['tribune gate attest DEPLOYMENT --requirement ID --report FILE --statement TEXT --server URL --account NAME'],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: {
    requirement: { type: 'string', value: 'ID', help: 'the requirement of the gate that asks for it' },
    report: { type: 'string', value: 'FILE', help: 'the report: its digest is bound, the file stays with you' },
    statement: { type: 'string', value: 'TEXT', help: 'what was done and found, for the log' },
    ...VERSION_OPTION,
    ...PERSON_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'TRIBUNE_PASSWORD=... tribune gate attest credit/prod --requirement red-team --report red-team.pdf --statement "Two days, nothing open." --server https://tribune.example --account ann',
  ],
  notes: [
    'It shows that somebody said so, not that it is so. Keep the report: who checks it later computes its digest.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals as [string];
  const requirement = demandText(args, 'requirement', 'tribune gate status names the requirements.');
  const statement = demandText(args, 'statement', 'Say in a sentence what was done.');
  const file = demandText(args, 'report', 'Name the file of the report.');
  const version = text(args, 'version');
  const digest = await digestOfReport(file);
  const person = await signIn(args);
  try {
    const body = { deployment, requirement, statement, digest, ...(version === undefined ? {} : { version }) };
    tellGate((await person.post('/v1/gate-attestations', body)) as ListedGate, args, context);
  } finally {
    await person.close().catch(() => undefined);
  }
  return EXIT.pass;
}

/** A report may be a recording of many gigabytes, which is read in pieces. */
async function digestOfReport(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch (cause) {
    throw usage(`${file} cannot be read: ${reason(cause)}`, 'Name the file of the report.');
  }
  return `sha256:${hash.digest('hex')}`;
}
