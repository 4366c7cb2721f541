import type { KnownRules, RuleRecordDeps, SeededRule } from '../../../domain/rule-records/index.js';
import { enterSearch, type SearchRecordDeps } from '../../../domain/search-records/index.js';
import type { ServerDeps } from '../base/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { recordSearchAnswer, recordSearchRequest } from './schemas.js';

export interface MitigationRouteDeps extends Pick<ServerDeps, 'ingest'> {
  readonly stopSwitch: { readonly board: Pick<ServerDeps['stopSwitch']['board'], 'demand' | 'triedOut'> };
  readonly known: Pick<KnownRules, 'current'>;
  /** All rules that are kept, the oldest first. */
  readonly kept: () => Promise<SeededRule[]>;
  readonly searches: SearchRecordDeps;
  readonly rules: RuleRecordDeps;
}

const route = routesOver<MitigationRouteDeps>();

/** Routes about the search for alternatives. */
export const mitigationRoutes: readonly Route<MitigationRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/searches',
    action: 'search.record',
    summary: 'Enter a search for a less discriminatory alternative by its digests, as an entry of the log',
    body: jsonBody(recordSearchRequest),
    answer: recordSearchAnswer,
    status: 201,
    answerText: 'Entered: the entry `search.recorded` is durable.',
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
    noStore: true,
    async handle({ body, actor }, { searches }) {
      const { record, result } = body;
      return { id: await enterSearch(searches, body, actor), record, result };
    },
  }),
];
