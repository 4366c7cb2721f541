import { parse } from 'yaml';
import { httpAdmin } from '../service/http-admin.js';
import type { Service } from './resume.js';

interface Scope {
  readonly kind: string;
  readonly system?: string;
}

/** Saves the incident plan of the sample where its system has none, so that what somebody changed in it stays. */
export async function savePlan(service: Service, source: string): Promise<void> {
  const plan = parse(source) as { readonly scope: Scope };
  const admin = httpAdmin(service.url, service.key);
  const { plans } = (await admin.get('/v1/incident-plans')) as {
    readonly plans: readonly { readonly scope: Scope; readonly revision: number | null }[];
  };
  const known = plans.find(({ scope }) => scope.kind === plan.scope.kind && scope.system === plan.scope.system);
  if ((known?.revision ?? null) === null) await admin.post('/v1/incident-plans', plan);
}
