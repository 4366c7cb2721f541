import { z } from 'zod';
import { demandSystem } from '../../../domain/control-records/index.js';
import { type FoundationModel, VENDOR_QUESTIONS, type Vendor, vendorStanding } from '../../../domain/vendors/index.js';
import type { ServerDeps } from '../base/index.js';
import { type Route, routesOver } from '../http/route.js';
import { digest, refName } from '../http/schemas.js';

export interface VendorRouteDeps extends Pick<ServerDeps, 'registry' | 'nowMs'> {
  readonly vendors: () => readonly Vendor[];
  readonly foundationModels: () => readonly FoundationModel[];
}

const vendorsQuery = z.strictObject({
  system: refName.optional().meta({ description: 'Only vendors and models of this system.' }),
});

const unknownSystems = z
  .array(z.string())
  .meta({ description: 'Systems that it names and that are not registered: a misspelt name, or one that is gone.' });
const day = z.string().nullable();

const vendorsAnswer = z
  .object({
    date: z.string().meta({ description: 'Day of the questions.' }),
    origin: z.string(),
    questions: z.array(z.object({ id: z.string(), asks: z.string(), because: z.string() })),
    vendors: z.array(
      z.object({
        ...{
          id: z.string(),
          name: z.string(),
          contact: z.string(),
          supplies: z.string(),
          systems: z.array(z.string()),
        },
        ...{ unknownSystems, digest, contractEnds: day },
        isOver: z.boolean().meta({ description: 'Whether the contract is over.' }),
        open: z.array(z.string()).meta({ description: 'Questions without an answer.' }),
        answers: z.array(z.object({ question: z.string(), answer: z.string(), on: z.string(), by: z.string() })),
        documents: z.array(z.object({ title: z.string(), reference: z.string(), date: day })),
      }),
    ),
    foundationModels: z.array(
      z.object({
        ...{ id: z.string(), name: z.string(), version: z.string(), provider: z.string(), licence: z.string() },
        ...{ limits: z.array(z.string()), systems: z.array(z.string()), unknownSystems },
        vendor: z.string().nullable(),
        isVendorKnown: z
          .boolean()
          .nullable()
          .meta({ description: 'Whether the vendor is registered; null where it comes through none.' }),
        card: z.string().nullable().meta({ description: 'Id of the imported card: GET /v1/imports/ID.' }),
      }),
    ),
  })
  .meta({ id: 'VendorList' });

const route = routesOver<VendorRouteDeps>();

/** Routes about vendors of parts of systems, and models of others. */
export const vendorRoutes: readonly Route<VendorRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/vendors',
    action: 'control.read',
    summary: 'Vendors with what they answered and what is open, and models of others, with the systems that use them',
    query: vendorsQuery,
    answer: vendorsAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle({ query: { system } }, { registry, nowMs, vendors, foundationModels }) {
      const { systems } = await registry.snapshot();
      if (system !== undefined) demandSystem(system, systems);
      const known = new Set(systems.map(({ id }) => id));
      const isWanted = (one: { readonly systems: readonly string[] }): boolean =>
        system === undefined || one.systems.includes(system);
      const gone = (all: readonly string[]): string[] => all.filter((id) => !known.has(id));
      const atMs = nowMs();
      const registered = new Set(vendors().map(({ id }) => id));
      return {
        ...VENDOR_QUESTIONS,
        vendors: vendors()
          .filter(isWanted)
          .map((one) => {
            const { digest: of, open, endsMs } = vendorStanding(one, atMs);
            return {
              ...one,
              ...{ unknownSystems: gone(one.systems), digest: of, open, isOver: endsMs !== null && endsMs <= atMs },
            };
          }),
        foundationModels: foundationModels()
          .filter(isWanted)
          .map((one) => ({
            ...{ ...one, unknownSystems: gone(one.systems) },
            isVendorKnown: one.vendor === null ? null : registered.has(one.vendor),
          })),
      };
    },
  }),
];
