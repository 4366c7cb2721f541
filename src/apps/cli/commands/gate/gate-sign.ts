import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { PERSON_OPTIONS, signIn } from '../../service/person.js';
import { printable } from '../../terminal/error.js';
import {
  demandText,
  gateAt,
  type ListedGate,
  type ListedSet,
  tellGate,
  usage,
  VERSION_OPTION,
} from './printed-gate.js';

export const gateSignCommand: CommandSpec = {
  name: 'gate sign',
  summary: 'sign for the version that serves a deployment, or is to, under the evidence that there is now',
  usage: [
    'tribune gate sign DEPLOYMENT --as ROLE --statement TEXT --server URL --account NAME',
    'tribune gate sign DEPLOYMENT --withdraw ID --statement TEXT --server URL --account NAME',
  ],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: {
    as: { type: 'string', value: 'ROLE', help: 'the role in which the gate asks for a signature, such as validator' },
    statement: { type: 'string', value: 'TEXT', help: 'what you say, for the log' },
    ...VERSION_OPTION,
    evidence: {
      ...{ type: 'string', value: 'DIGEST' },
      help: 'sign only where this is still the evidence, as gate status told it; what there is now, unless given',
    },
    newest: { type: 'boolean', help: 'sign the newest evidence instead of what others have signed already' },
    withdraw: { type: 'string', value: 'ID', help: 'take this signature of yours back; --statement says why' },
    ...PERSON_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'TRIBUNE_PASSWORD=... tribune gate sign credit/prod --as validator --statement "Read audit and plan." --server https://tribune.example --account ann',
  ],
  notes: [
    'What is signed is printed before it is signed. Signing in proves who you are. A signature counts for exactly this evidence: once a piece of it is too old or contradicted, it no longer does.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals as [string];
  const statement = demandText(args, 'statement', 'Say in a sentence what you looked at, or why you take it back.');
  const [withdraw, version] = [text(args, 'withdraw'), text(args, 'version')];
  const role = withdraw === undefined ? demandText(args, 'as', 'Name the role, such as --as validator.') : null;
  const person = await signIn(args);
  try {
    if (withdraw !== undefined) {
      await person.post(`/v1/gate-signatures/${encodeURIComponent(withdraw)}/withdrawal`, { reason: statement });
      tellGate((await person.get(gateAt(deployment, version))) as ListedGate, args, context);
      return EXIT.pass;
    }
    const before = (await person.get(gateAt(deployment, version))) as ListedGate;
    const set = setToSign(before, args);
    for (const line of signedLines(before, set)) context.err(`${printable(line)}\n`);
    const evidence = set.digest;
    const body = { deployment, as: role, statement, evidence, ...(version === undefined ? {} : { version }) };
    tellGate((await person.post('/v1/gate-signatures', body)) as ListedGate, args, context);
  } finally {
    await person.close().catch(() => undefined);
  }
  return EXIT.pass;
}

/** What is signed, which is what is printed: the set that is named, the newest, or what others have signed already. */
export function setToSign(
  { toSign, newest, missing }: Pick<ListedGate, 'toSign' | 'newest' | 'missing'>,
  args: ParsedArguments,
): ListedSet {
  if (toSign === null) {
    const lacks = missing.map((one) => `${one.requirement}: ${one.evidence}`).join('; ');
    throw usage(`there is no whole evidence to sign: ${lacks}`, 'Supply it first; tribune gate status says who can.');
  }
  const named = text(args, 'evidence');
  if (named === undefined) return flag(args, 'newest') ? (newest ?? toSign) : toSign;
  if (flag(args, 'newest'))
    throw usage('--evidence and --newest exclude each other', 'Name the evidence, or take the newest.');
  const found = [toSign, newest].find((one) => one?.digest === named);
  if (found !== undefined && found !== null) return found;
  throw usage(
    `the evidence ${named} is not what the gate would stand on now`,
    'Look at what there is now (tribune gate status) and sign that.',
  );
}

function signedLines({ deployment, version, cutoff }: ListedGate, { digest, items }: ListedSet): string[] {
  return [
    `signing for ${version ?? 'no version'} on ${deployment}${cutoff === null ? '' : `, cutoff ${cutoff}`}: evidence ${digest}`,
    ...items.map((one) => `signing ${one.requirement}: ${one.what} (${one.digest})`),
  ];
}
