import type { z } from 'zod';
import type { Action } from '../../../domain/identity/index.js';
import { MAX_IDEMPOTENCY_KEY } from '../base/limits.js';
import { IDENTITY_OPERATIONS } from './identity-operations.js';
import type { Operation } from './operation.js';
import * as s from './schemas.js';

const error = s.errorBody;
const records = ['application/json', 'application/x-ndjson'];
const ingestHeaders = [
  {
    name: 'idempotency-key',
    description: 'Names the batch: the same key and body give the first answer again.',
    pattern: `^[!-~]{1,${MAX_IDEMPOTENCY_KEY}}$`,
  },
  {
    name: 'content-encoding',
    description: 'zstd where the runtime has it.',
    values: ['gzip', 'x-gzip', 'zstd', 'identity'],
  },
  {
    name: 'tribune-sequence',
    description: 'Running number of the request at its producer, such as 17 or scorer-1:17; gaps become visible.',
    pattern: '^([A-Za-z0-9._-]{1,64}:)?[0-9]{1,15}$',
  },
];
const purpose = [{ name: 'tribune-purpose', description: 'Why the payload is read; goes to the log of reads.' }];

const append = (path: string, action: Action, summary: string, body: z.ZodType): Operation => ({
  ...{ method: 'POST', path, action, summary, body: s.oneOrMore(body), error },
  bodyTypes: records,
  headers: ingestHeaders,
  answer: s.ingestAnswer,
  answerText: 'Durable.',
});

const text = 'text/plain';
const binary = 'application/octet-stream';

export const OPERATIONS: readonly Operation[] = [
  append('/v1/decisions', 'decisions.write', 'Append decisions: one, an array, or NDJSON', s.decisionRecord),
  append('/v1/labels', 'labels.write', 'Append labels that became known later', s.labelRecord),
  append('/v1/attributes', 'attributes.write', 'Append attributes that come apart', s.attributesRecord),
  {
    ...{ method: 'POST', path: '/v1/ingest/kserve', action: 'decisions.write', error, body: s.anything },
    summary: 'Half of an inference from the logger of KServe: CloudEvents, HTTP binary mode',
    headers: [
      { name: 'ce-id', description: 'The same for request and response.', required: true },
      { name: 'ce-specversion', description: 'CloudEvents 1.x.', pattern: '^1\\.[0-9]+$', required: true },
      {
        name: 'ce-type',
        description: 'Which half it is.',
        pattern: '(^|\\.)inference\\.(request|response)$',
        required: true,
      },
      {
        name: 'ce-inferenceservicename',
        description: 'Chooses the mapping, with ce-namespace and ce-endpoint.',
        required: true,
      },
      { name: 'ce-time', description: 'RFC 3339; of the response it is the time of the decision.' },
    ],
    answer: s.halfAnswer,
    answerText: 'Durable.',
  },
  {
    ...{ method: 'POST', path: '/v1/logs', action: 'decisions.write', error: s.rpcStatus, body: s.anything },
    summary: 'Decisions as log records of OpenTelemetry: OTLP/HTTP 1.x',
    bodyTypes: ['application/x-protobuf', 'application/json'],
    answer: s.anything,
    answerText: 'Durable, but for the records that partialSuccess counts.',
  },
  {
    ...{ method: 'GET', path: '/v1/ingest/problems', action: 'intake.read', error, answer: s.intakeProblems },
    summary: 'What came in and did not become a decision, newest first',
  },
  {
    ...{ method: 'GET', path: '/v1/producers', action: 'intake.read', error, answer: s.producerList },
    summary: 'Producers that number their requests, and which numbers never came',
  },
  {
    ...{ method: 'GET', path: '/v1/decisions/:id', action: 'decision.read', error, headers: purpose },
    summary: 'A decision, as far as the caller may see it',
    answer: s.decisionView,
  },
  {
    ...{ method: 'GET', path: '/v1/decisions/:id/receipt', action: 'receipt.read', error, answer: text },
    summary: 'The receipt, a C2SP tlog-proof; 404 with Retry-After until its checkpoint is out',
  },
  {
    ...{ method: 'GET', path: '/v1/decisions/:id/opening', action: 'opening.read', error, headers: purpose },
    summary: 'Salt, entry and exact payload, for the subject, their agent or an auditor',
    answer: 'application/json',
  },
  {
    method: 'GET',
    path: '/v1/integrity-events',
    action: 'integrity.read',
    summary: 'Known ids with other content',
    error,
  },
  {
    method: 'GET',
    path: '/ledger/:log/checkpoint',
    action: 'ledger.read',
    summary: 'The signed head',
    answer: text,
    error,
  },
  { method: 'GET', path: '/ledger/:log/tile/*', action: 'ledger.read', summary: 'A tile', answer: binary, error },
  {
    ...{ method: 'GET', path: '/ledger/:log/rotations', action: 'ledger.read', error, answer: text },
    summary: 'Statements by which the log changed its signing key',
  },
  {
    ...{ method: 'POST', path: '/v1/ledger/keys', action: 'ledger.rotate', error, body: s.keyChange, status: 201 },
    summary: 'Hand a log over to a new signing key',
  },
  { method: 'GET', path: '/ledger/:log/key', action: 'ledger.key', summary: 'The verifier key', answer: text, error },
  {
    ...{ method: 'POST', path: '/v1/audits', action: 'audit.run', error, body: s.auditRequest, headers: purpose },
    answer: s.auditAnswer,
    summary: 'The tally of recorded decisions under a policy, with the range of the log it was made from',
  },
  {
    ...{ method: 'POST', path: '/v1/segments', action: 'segments.seal', error },
    summary: 'Seal segments for audits now instead of within the hour',
  },
  {
    ...{ method: 'POST', path: '/v1/subjects/export', action: 'subject.export', error, body: s.subjectRequest },
    summary: 'Everything held on one subject',
  },
  {
    ...{ method: 'POST', path: '/v1/erasures', action: 'subject.erase', error, body: s.erasureRequest, status: 202 },
    summary: 'Erase a subject; the certificate is pending until old keys are destroyed',
    also: [{ status: 200, text: 'Complete: there was nothing that an old key opens.' }],
  },
  { method: 'GET', path: '/v1/erasures/:id', action: 'erasure.read', summary: 'The certificate of an erasure', error },
  {
    ...{ method: 'GET', path: '/v1/retention', action: 'erasure.read', error, answer: s.retentionReport },
    summary: 'What is past its time and would be erased, what holds protect, what has no class',
  },
  {
    ...{ method: 'POST', path: '/v1/retention', action: 'subject.erase', error, answer: s.retentionReport },
    summary: 'Erase what is past its time now instead of within the hour',
  },
  {
    ...{ method: 'POST', path: '/v1/holds', action: 'hold.set', error, body: s.holdRequest, status: 201 },
    summary: 'Forbid the erasure of a subject',
  },
  { method: 'GET', path: '/v1/holds', action: 'hold.list', summary: 'Every hold that is or was set', error },
  { method: 'DELETE', path: '/v1/holds/:id', action: 'hold.release', summary: 'Release a hold', error },
  { method: 'GET', path: '/v1/registry', action: 'registry.read', summary: 'Everything registered', error },
  {
    ...{ method: 'POST', path: '/v1/registry', action: 'registry.apply', error },
    summary: 'Apply systems, models, versions, deployments and settings',
  },
  ...IDENTITY_OPERATIONS,
  { method: 'GET', path: '/healthz', action: 'health.read', summary: 'The process lives', error },
  { method: 'GET', path: '/readyz', action: 'ready.read', summary: 'The service takes work', error },
  { method: 'GET', path: '/metrics', action: 'metrics.read', summary: 'Prometheus text', answer: text, error },
  { method: 'GET', path: '/openapi.json', action: 'openapi.read', summary: 'This document', error },
];
