import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { PERSON_OPTIONS, signIn } from '../../service/person.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { canaryOn, type ListedCanary, REASON_OPTION, reasonFrom, shareFrom, tell } from './printed-canary.js';

interface Change {
  /** Last word of the command and of the route. */
  readonly does: 'share' | 'hold' | 'promote' | 'rollback';
  /** Options besides. */
  readonly options?: CommandSpec['options'];
  /** What they say to the service. */
  readonly more?: (args: ParsedArguments) => object;
  readonly summary: string;
  readonly note: string;
}

const SHARE: CommandSpec['options'] = {
  share: { type: 'string', value: 'SHARE', help: 'share of the subjects for whom it decides, above 0 to 1' },
};

/** A command that changes the canary of a deployment, by a key. */
function changeCommand({ does, summary, note, options = {}, more = () => ({}) }: Change): CommandSpec {
  const name = `canary ${does}`;
  return {
    name,
    summary,
    usage: [`tribune ${name} DEPLOYMENT ${does === 'share' ? '--share 0.2 ' : ''}--reason TEXT --server URL`],
    positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
    options: {
      ...options,
      ...REASON_OPTION,
      ...SERVICE_OPTIONS,
      json: { type: 'boolean', help: 'as JSON' },
    },
    examples: [
      `tribune ${name} lending/prod ${does === 'share' ? '--share 0.2 ' : ''}--reason "two quiet weeks" --data ./data`,
    ],
    notes: [note],
    async run(args, context) {
      const [deployment] = args.positionals as [string];
      const body = { reason: reasonFrom(args, name), ...more(args) };
      const changed = await withService(args, context, async (admin) => {
        const { id } = await canaryOn(admin, deployment);
        return admin.post(`/v1/canaries/${id}/${does}`, body);
      });
      tell(changed as ListedCanary, args, context);
      return EXIT.pass;
    },
  };
}

export const canaryShareCommand: CommandSpec = changeCommand({
  does: 'share',
  summary: 'give a canary another share; whoever is in it stays in it where the share grows',
  note: 'A key needs the scope registry:write.',
  options: SHARE,
  more: (args) => ({ share: shareFrom(args, 'canary share') }),
});

export const canaryHoldCommand: CommandSpec = changeCommand({
  does: 'hold',
  summary: 'hold a canary: its version decides for nobody until another person lets it go on',
  note: 'A key needs the scope stops:write or registry:write. A policy holds one by itself: `do: hold-canary`.',
});

export const canaryPromoteCommand: CommandSpec = changeCommand({
  does: 'promote',
  summary: 'have the deployment serve the version that was tried out',
  note: 'A key needs the scope registry:write. Cutoff and policy of the deployment stay; one that is held is not promoted. Where the policy says `promotion: { needs: audit }`, the newest audit since it was started must have passed.',
  options: {
    'without-audit': {
      ...{ type: 'string', value: 'TEXT' },
      help: 'why there is no audit that passed, where the policy asks for one; the log keeps it',
    },
  },
  more: (args) => {
    const withoutAudit = text(args, 'without-audit');
    return withoutAudit === undefined ? {} : { withoutAudit };
  },
});

export const canaryRollbackCommand: CommandSpec = changeCommand({
  does: 'rollback',
  summary: 'end a canary without its version; the incumbent decides for everybody',
  note: 'A key needs the scope stops:write or registry:write.',
});

export const canaryReleaseCommand: CommandSpec = {
  name: 'canary release',
  summary: 'let a canary go on that is held, as a person who neither started nor held it',
  usage: ['tribune canary release DEPLOYMENT --reason TEXT [--share 0.02] --server URL --account NAME'],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: { ...SHARE, ...REASON_OPTION, ...PERSON_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: [
    'TRIBUNE_PASSWORD=... tribune canary release lending/prod --reason "the gap was one of the labels" --server https://tribune.example --account ann',
  ],
  notes: ['The person needs the role stop-authority, incident-lead or validator, or owns the system.'],
  run: release,
};

async function release(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals as [string];
  const reason = reasonFrom(args, 'canary release');
  const share = text(args, 'share') === undefined ? {} : { share: shareFrom(args, 'canary release') };
  const person = await signIn(args);
  try {
    const { id } = await canaryOn(person, deployment);
    tell((await person.post(`/v1/canaries/${id}/release`, { reason, ...share })) as ListedCanary, args, context);
  } finally {
    await person.close().catch(() => undefined);
  }
  return EXIT.pass;
}
