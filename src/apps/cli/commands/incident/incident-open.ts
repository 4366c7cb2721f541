import { FACT_NAMES, INCIDENT_SEVERITIES } from '../../../../domain/incidents/model/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, list, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { tell, usage } from './one-incident.js';
import type { PrintedIncident } from './printed.js';

export const incidentOpenCommand: CommandSpec = {
  name: 'incident open',
  summary: 'open an incident: what stands is frozen, and the clocks of duties begin',
  usage: [
    'tribune incident open DEPLOYMENT --title TEXT --severity SEVERITY --server URL',
    'tribune incident open --system SYSTEM --title TEXT --severity SEVERITY --fact FACT --data DIR',
  ],
  positionals: { name: 'DEPLOYMENT', min: 0, max: 1 },
  options: {
    system: { type: 'string', value: 'SYSTEM', help: 'a whole system, instead of DEPLOYMENT' },
    title: { type: 'string', value: 'TEXT', help: 'what it is, in a few words' },
    severity: { type: 'string', value: 'SEVERITY', help: 'how bad it is', choices: INCIDENT_SEVERITIES },
    text: { type: 'string', value: 'TEXT', help: 'what is known' },
    fact: {
      type: 'string',
      value: 'FACT',
      multiple: true,
      help: 'a fact that law asks about; it begins the clocks of duties',
      choices: FACT_NAMES,
    },
    alert: { type: 'string', value: 'ID', multiple: true, help: 'an alert that it is about' },
    occurred: { type: 'string', value: 'TIME', help: 'when it began (RFC 3339)' },
    aware: { type: 'string', value: 'TIME', help: 'when somebody became aware, from which clocks run (default now)' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune incident open lending/prod --title "Miami is refused" --severity major --fact fundamental-rights --server https://tribune.example',
  ],
  notes: ['A key needs the scope incidents:write.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals;
  const [system, title, severity] = [text(args, 'system'), text(args, 'title'), text(args, 'severity')];
  if ((deployment === undefined) === (system === undefined))
    throw usage('an incident is that of one deployment or one system', 'Give DEPLOYMENT or --system SYSTEM.');
  if (title === undefined || severity === undefined)
    throw usage('an incident needs --title TEXT and --severity SEVERITY', 'Say in a few words what it is.');
  const [said, occurredAt, awareAt] = [text(args, 'text'), text(args, 'occurred'), text(args, 'aware')];
  const [facts, alerts] = [list(args, 'fact'), list(args, 'alert')];
  const wanted = {
    ...{ title, severity, facts, alerts },
    scope: deployment === undefined ? { kind: 'system', system } : { kind: 'deployment', deployment },
    ...(said === undefined ? {} : { text: said }),
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(awareAt === undefined ? {} : { awareAt }),
  };
  const opened = await withService(args, context, (admin) => admin.post('/v1/incidents', wanted));
  tell(opened as PrintedIncident, args, context);
  return EXIT.pass;
}
