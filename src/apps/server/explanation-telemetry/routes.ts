import { DAY_MS } from '../../../core/base/durations.js';
import type { Surveyed, Telemetry } from '../../../domain/explanation-telemetry/index.js';
import type { ServerDeps, Slots } from '../base/index.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { telemetryAnswer, telemetryRequest, WINDOWS } from './schemas.js';
import { surveySpan } from './span.js';

interface TelemetryRouteDeps extends Pick<ServerDeps, 'nowMs'> {
  readonly telemetry: () => Telemetry;
  /** Bounds how many are made at once. */
  readonly slots: Slots;
}

const route = routesOver<TelemetryRouteDeps>();

/** Routes that say what the explanations of many decisions show together. */
export const explanationTelemetryRoutes: readonly Route<TelemetryRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/explanations/survey',
    action: 'explanation.telemetry',
    within: ['decision.attributes'],
    summary:
      'What the explanations of many decisions say together: reasons over time, sensitive reasons, what other versions would say',
    headers: purposeHeader,
    body: jsonBody(telemetryRequest),
    answer: telemetryAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'FORBIDDEN', 'INVALID', 'NOT_FOUND', 'SERVICE_BUSY', 'STORE_INVALID', 'STORE_UNAVAILABLE'],
    async handle(call, { telemetry, slots, nowMs }) {
      const { deployment, from, to, sample, every, by = null, proxies, versions, protected: named } = call.body;
      if (by !== null) await call.demand('decision.attributes');
      const { fromMs, toMs } = surveySpan({ from, to }, nowMs());
      const sensitive = { protected: named, proxies };
      const wanted = { deployment, fromMs, toMs, sample, everyMs: WINDOWS[every] * DAY_MS, by, sensitive, versions };
      const surveyed = await slots.run(() => telemetry().survey(wanted, readerOf(call)));
      return { deployment, from: timeOf(fromMs), to: timeOf(toMs), by, ...print(surveyed) };
    },
  }),
];

const timeOf = (ms: number): string => new Date(ms).toISOString();

const print = ({ overTime, ...rest }: Surveyed) => ({
  ...rest,
  overTime: {
    ...overTime,
    windows: overTime.windows.map(({ fromMs, toMs, ...window }) => ({
      from: timeOf(fromMs),
      to: timeOf(toMs),
      ...window,
    })),
  },
});
