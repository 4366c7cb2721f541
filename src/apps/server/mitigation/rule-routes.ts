import { TribuneError } from '../../../core/base/errors.js';
import { readRule } from '../../../domain/group-rules/rules/index.js';
import { attachRule, decideBody, endRule, type RuleToKeep } from '../../../domain/rule-records/index.js';
import { MAX_RECORDS_BODY } from '../base/limits.js';
import { INGEST_HEADERS, ingestHeaders } from '../decisions/records.js';
import { oneOrMore } from '../decisions/schemas.js';
import { bodyForm, readBytes } from '../http/body.js';
import { jsonBody, ownBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import type { MitigationRouteDeps } from './routes.js';
import {
  attachedRuleAnswer,
  attachRuleRequest,
  endedRule,
  ruledAnswer,
  ruleList,
  ruleListQuery,
  undecidedRecord,
} from './rule-schemas.js';

const route = routesOver<MitigationRouteDeps>();

/** Routes about rules of cutoffs by which deployments decide. */
export const ruleRoutes: readonly Route<MitigationRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/rules',
    action: 'rule.attach',
    summary:
      'Approve a rule of cutoffs by group for a deployment; with the rule itself, the deployment decides by it from now on',
    body: jsonBody(attachRuleRequest),
    answer: attachedRuleAnswer,
    status: 201,
    answerText: 'Approved: the entry `rule.attached` is durable, and `rule.began` where the rule is kept.',
    errors: ['BODY_INVALID', 'RULE_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT', 'STORE_UNAVAILABLE', 'STORE_INVALID'],
    noStore: true,
    async handle({ body: { kept, ...rule }, actor }, { rules }) {
      const whole = kept === null ? null : { ...kept, file: readRule(JSON.stringify(kept.file), 'kept.file') };
      if (whole !== null) demandSame(rule, whole.file);
      return { id: await attachRule(rules, rule, actor, whole), deployment: rule.deployment, rule: rule.rule };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/rules',
    action: 'rule.read',
    summary: 'The rules that deployments decide by, and those that ended, the newest first',
    query: ruleListQuery,
    answer: ruleList,
    errors: ['BODY_INVALID', 'STORE_UNAVAILABLE', 'STORE_INVALID'],
    noStore: true,
    async handle({ query: { deployment } }, { kept }) {
      const all = (await kept()).filter((one) => deployment === undefined || one.deployment === deployment);
      return {
        rules: all.toReversed().map(({ digest, fromMs, untilMs, file, seed: _, ...one }) => ({
          ...one,
          rule: digest,
          from: new Date(fromMs).toISOString(),
          until: untilMs === null ? null : new Date(untilMs).toISOString(),
          attributes: file.attributes,
          ...{ constraint: file.constraint, objective: file.objective, draws: file.seedCommitment !== null },
          acknowledged: [...one.acknowledged],
          plan: file.people.map(({ key, n, selectionRate, toFavourable, toUnfavourable }) => ({
            ...{ group: key, n, rate: selectionRate, toFavourable, toUnfavourable },
          })),
        })),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/rules/:id/end',
    action: 'rule.end',
    summary: 'End a rule: the deployment decides by none from now on',
    answer: endedRule,
    errors: ['NOT_FOUND', 'STORE_UNAVAILABLE', 'STORE_INVALID'],
    noStore: true,
    async handle({ params: { id = '' }, actor }, { rules }) {
      await endRule(rules, id, actor);
      return { id };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/decisions/by-rule',
    action: 'decisions.write',
    summary: 'Have decisions made by the rule of their deployment, and append them: one, an array, or NDJSON',
    body: ownBody(oneOrMore(undecidedRecord), {
      types: ['application/json', 'application/x-ndjson'],
      limit: MAX_RECORDS_BODY,
    }),
    headers: INGEST_HEADERS,
    answer: ruledAnswer,
    answerText: 'Decided, and durable.',
    errors: [
      'BODY_INVALID',
      'IDEMPOTENCY_MISMATCH',
      'DATA_TOO_LARGE',
      'SERVICE_BUSY',
      'STORE_UNAVAILABLE',
      'STORE_INVALID',
    ],
    async handle({ request, reply, actor }, { ingest, known, stopSwitch }) {
      const bytes = await readBytes(request);
      const form = bodyForm(request.headers['content-type'], bytes);
      const { board } = stopSwitch;
      const made = decideBody(bytes, form, { rules: await known.current(), switch: board.demand() });
      const options = { form: 'ndjson', source: actor, triedOut: board.triedOut, ...ingestHeaders(request) } as const;
      if (made.decided.length === 0) return answerOf(made, NOTHING);
      const { answer, replayed } = await ingest.decisions(made.body, options);
      if (replayed) reply.header('idempotent-replayed', 'true');
      return answerOf(made, answer);
    },
  }),
];

type Answer = Awaited<ReturnType<MitigationRouteDeps['ingest']['decisions']>>['answer'];

/** The answer where there is nothing to append. */
const NOTHING: Answer = { accepted: 0, duplicates: 0, conflicts: [], rejected: [] };

/** Lines of an answer are those of the request; decisions that were not taken are not told. */
function answerOf({ decided, undecided }: ReturnType<typeof decideBody>, answer: Answer) {
  const lineOf = <One extends { readonly line: number }>(one: One): One => ({
    ...one,
    line: decided[one.line - 1]!.line,
  });
  const rejected = [...answer.rejected.map(lineOf), ...undecided].sort((a, b) => a.line - b.line);
  const conflicts = answer.conflicts.map(lineOf);
  const gone = new Set([...rejected, ...conflicts].map(({ line }) => line));
  return {
    ...{ accepted: answer.accepted, duplicates: answer.duplicates, conflicts, rejected },
    ...(answer.warnings === undefined ? {} : { warnings: answer.warnings.map(lineOf) }),
    decisions: decided.filter(({ line }) => !gone.has(line)),
  };
}

/** What is entered of a rule is what its file says. */
function demandSame(
  rule: {
    readonly rule: string;
    readonly attributes: readonly string[];
    readonly constraint: string;
    readonly objective: string;
    readonly method: string | null;
    readonly draws: boolean;
    readonly seedCommitment: string | null;
  },
  file: RuleToKeep['file'],
): void {
  const { digest, attributes, constraint, objective, method, seedCommitment } = file;
  const said = [
    digest,
    attributes,
    constraint,
    objective,
    method?.name ?? null,
    seedCommitment !== null,
    seedCommitment,
  ];
  const named = [
    rule.rule,
    rule.attributes,
    rule.constraint,
    rule.objective,
    rule.method,
    rule.draws,
    rule.seedCommitment,
  ];
  if (JSON.stringify(said) === JSON.stringify(named)) return;
  throw new TribuneError('INVALID', 'what is said of the rule is not what its file says', {
    remedy: 'Send the fields of the file: tribune rule attach does.',
  });
}
