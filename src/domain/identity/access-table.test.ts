import { describe, expect, it } from 'vitest';
import { type AccessRow, joinAccess } from './access-table.js';

const row = (more: Partial<AccessRow> = {}): AccessRow => ({ scopes: [], roles: { admin: 'any' }, ...more });
const join = (...rows: Partial<AccessRow>[]) => joinAccess(rows.map((more) => ({ rows: { 'thing.read': row(more) } })));

describe('the access table', () => {
  it('refuses a row that two rooms bring', () => {
    expect(() => join({}, {})).toThrow('two rooms bring the row thing.read');
  });

  it('refuses words that nobody knows', () => {
    expect(() => join({ scopes: ['things:read' as never] })).toThrow('the unknown scope "things:read"');
    expect(() => join({ roles: { boss: 'any' } as never })).toThrow('the unknown role "boss"');
    expect(() => join({ roles: { constructor: 'any' } as never })).toThrow('the unknown role "constructor"');
    expect(() => join({ roles: { owner: 'own-thing' } })).toThrow('the relation "own-thing", which no room declares');
  });

  it('refuses a row that lets nobody in, and a relation that two rooms declare', () => {
    expect(() => join({ roles: {} })).toThrow('lets nobody in');
    const part = { rows: {}, relations: { 'own-thing': 'm' } };
    expect(() => joinAccess([part, part])).toThrow('the relation "own-thing" is declared twice');
    expect(() => joinAccess([{ rows: {}, relations: { self: 'm' } }])).toThrow('the relation "self" is declared twice');
  });

  it('lets in by a relation that a room declares, and by nothing else', () => {
    const relations = { 'own-thing': 'the thing is the own' };
    const access = joinAccess([{ rows: { 'thing.change': row({ roles: { owner: 'own-thing' } }) }, relations }]);
    const caller = { kind: 'account', id: 'a', name: 'n', roles: ['owner'], provedAtMs: 0 } as const;
    const at = (known: string[]) =>
      access.permission(caller, 'thing.change', { nowMs: 0, ledgerPublic: false, relations: known });
    expect([at([]), at(['self']), at(['own-thing'])]).toEqual(['forbidden', 'forbidden', 'allowed']);
    expect(access.asksRelation('thing.change')).toBe(true);
    expect(access.permission(caller, 'toString', { nowMs: 0, ledgerPublic: true })).toBe('forbidden');
  });

  it('says what roles may do: with anything, or with their own alone', () => {
    const rows = {
      'thing.read': row({ roles: { everyone: 'any' } }),
      'thing.change': row({ roles: { owner: 'own-thing', admin: 'any' }, stepUp: true }),
      'session.end': row({ roles: { everyone: 'self' } }),
      'thing.open': row({ open: 'always', roles: {} }),
    };
    const access = joinAccess([{ rows, relations: { 'own-thing': 'the thing is the own' } }]);
    expect(access.actionsOf(['owner'])).toEqual({ any: ['thing.read', 'session.end'], related: ['thing.change'] });
    expect(access.actionsOf(['owner', 'admin']).any).toContain('thing.change');
    expect(access.actionsOf([])).toEqual({ any: ['thing.read', 'session.end'], related: [] });
  });
});
