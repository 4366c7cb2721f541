import { z } from 'zod';
import type { ServerDeps } from '../base/deps.js';
import { type Route, routesOver } from '../http/route.js';

type NamesDeps = Pick<ServerDeps, 'identity'>;
const route = routesOver<NamesDeps>();

const nameList = z
  .object({
    names: z.record(z.string(), z.string()).meta({
      description: 'By `account:ID` and `key:ID`, as acts and their entries name who did them.',
    }),
  })
  .meta({ id: 'ActorNames' });

/** Whose accounts are told to colleagues: nobody who has one only as a person that was decided about. */
const isColleague = ({ roles }: { readonly roles: readonly string[] }): boolean =>
  roles.length === 0 || roles.some((role) => role !== 'subject');

/** Route of the names behind the ids by which acts say who did them: the log holds ids, pages for colleagues show names. */
export const nameRoutes: readonly Route<NamesDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/names',
    action: 'names.read',
    summary: 'Names of accounts and keys, for those who work here',
    answer: nameList,
    noStore: true,
    async handle(_call, { identity }) {
      const [accounts, keys] = await Promise.all([identity.accounts.list(), identity.keys.list()]);
      return {
        names: Object.fromEntries([
          ...accounts.filter(isColleague).map(({ id, name }) => [`account:${id}`, name] as const),
          ...keys.map(({ id, name }) => [`key:${id}`, name] as const),
        ]),
      };
    },
  }),
];
