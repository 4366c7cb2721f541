import type { SettingStore } from '../settings/ports.js';
import type { IdentityStore } from './ports.js';
import { samePersons } from './settings.js';

/** One text for all accounts of a person. */
export type PersonOf = (accountName: string) => string;

/**
 * Knows a person by the name of any of their accounts. Names are the same whatever their case and their form in Unicode, and so are addresses
 * of one mailbox (`ann+audit@bank.example`); which other accounts belong to one person, somebody has to say.
 *
 * @param same names of accounts of one person, person by person
 */
export function personsBy(same: readonly (readonly string[])[]): PersonOf {
  const known = new Map<string, string>();
  for (const names of same) {
    const texts = names.map(plainName);
    const first = texts.map((text) => known.get(text)).find((one) => one !== undefined) ?? texts[0]!;
    // A name that stands with two persons makes them one, with all names of both: who says so cannot tell them apart.
    const joined = new Set(texts.flatMap((text) => known.get(text) ?? []));
    if (joined.size > 1) for (const [text, of] of known) if (joined.has(of)) known.set(text, first);
    for (const text of texts) known.set(text, first);
  }
  return (name) => {
    const text = plainName(name);
    return known.get(text) ?? text;
  };
}

function plainName(name: string): string {
  const text = name.normalize('NFKC').toLowerCase();
  const at = text.lastIndexOf('@');
  const tag = text.indexOf('+');
  return at > 0 && tag > 0 && tag < at ? `${text.slice(0, tag)}${text.slice(at)}` : text;
}

/**
 * Makes what tells whether two accounts are of one person. An account that there is not is of nobody that is known, and so of the same as any other: an
 * act that takes two persons is not done by one of whom nothing is known.
 *
 * @param same names of accounts of one person, as they are when it is asked
 */
export const samePersonBy =
  (same: () => readonly (readonly string[])[]) =>
  async (identity: Pick<IdentityStore, 'account'>, one: string, other: string): Promise<boolean> => {
    if (one === other) return true;
    const [first, second] = [await identity.account(one), await identity.account(other)];
    if (first === null || second === null) return true;
    const personOf = personsBy(same());
    return personOf(first.name) === personOf(second.name);
  };

/** As `samePersonBy`, by what stands in the store within a transaction. @throws TribuneError REGISTRY_INVALID where nobody can read who is who */
export async function samePersonIn(tx: {
  readonly settings: Pick<SettingStore, 'load'>;
  readonly identity: Pick<IdentityStore, 'account'>;
}): Promise<(one: string, other: string) => Promise<boolean>> {
  const document = (await tx.settings.load()).get(samePersons.name);
  const same = document === undefined ? samePersons.initial : samePersons.parse(document);
  const isSame = samePersonBy(() => same);
  return (one, other) => isSame(tx.identity, one, other);
}

/**
 * Makes what finds the other accounts of a person, by their ids.
 *
 * @param same names of accounts of one person, as they are when it is asked
 */
export const otherAccountsBy =
  (same: () => readonly (readonly string[])[]) =>
  async (identity: Pick<IdentityStore, 'accounts'>, account: string): Promise<string[]> => {
    const all = await identity.accounts();
    const own = all.find(({ id }) => id === account);
    if (own === undefined) return [];
    const personOf = personsBy(same());
    const person = personOf(own.name);
    return all.filter(({ id, name }) => id !== account && personOf(name) === person).map(({ id }) => id);
  };
