import { readFileSync } from 'node:fs';
import type { AuditResult } from '../../src/domain/audits/result/index.js';
import {
  digestOfRecord,
  type Known,
  known,
  noRecords,
  type SystemRecords,
} from '../../src/domain/record-documents/records/index.js';
import type { Statement } from '../../src/domain/record-documents/statements/index.js';
import { statementField } from '../../src/domain/record-documents/templates/index.js';

/** The audit of the COMPAS scores that other golden files hold too. */
export const compasAudit = (): AuditResult =>
  JSON.parse(readFileSync(new URL('../golden/compas-audit.json', import.meta.url), 'utf8')) as AuditResult;

export const VERSION_DIGEST = `sha256:${'a'.repeat(64)}`;
export const POLICY_DIGEST = `sha256:${'b'.repeat(64)}`;

/** A statement as the service keeps it. */
export function saying(field: string, text: string): [string, Known<Statement>] {
  const { about } = statementField(field);
  const value: Statement = { about, id: 'compas', field, text, by: 'ada@example.org', saidAtMs: 1 };
  return [
    field,
    { value, ref: { kind: 'statement', id: `${about} compas ${field}`, digest: digestOfRecord(value), index: null } },
  ];
}

/** Records of a small system with one audit. */
export function compasRecords(more: Partial<SystemRecords> = {}): SystemRecords {
  const result = compasAudit();
  const system = {
    id: 'pretrial',
    purpose: 'Decide who is released.',
    domain: 'justice',
    jurisdictions: ['US-FL'],
    favourableOutcome: 0 as const,
    owner: 'owner@example.org',
  };
  const model = { id: 'compas', system: 'pretrial', description: 'A score of risk.' };
  const version = { model: 'compas', digest: VERSION_DIGEST, label: '2.1' };
  const deployment = {
    id: 'compas/prod',
    model: 'compas',
    environment: 'prod',
    activations: [{ fromMs: Date.UTC(2026, 10, 1), version: VERSION_DIGEST, cutoff: 0.5, policyDigest: POLICY_DIGEST }],
  };
  return {
    ...noRecords('compas@2.1'),
    asOf: { log: 'log.example/main', size: 42, root: 'cm9vdA==' },
    system: known('system', system.id, system),
    model: known('model', model.id, model),
    version: known('version', version.digest, version),
    deployments: [known('deployment', deployment.id, deployment)],
    audits: [
      {
        ...{ value: result, deployment: 'compas/prod', sight: 'persons', staleBecause: null },
        ref: { kind: 'audit', id: 'audit-1', digest: digestOfRecord(result), index: 40 },
      },
    ],
    ...more,
  };
}
