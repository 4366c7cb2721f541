import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EventCatalogue } from './catalogue.js';
import { defineEvent } from './define-event.js';

const granted = defineEvent('role.granted', { account: z.string(), roles: z.array(z.string()).readonly() }, 'Granted.');
const readAudit = defineEvent('read.audit', { of: z.string() }, 'Read.', { log: 'reads' });
const catalogue = new EventCatalogue([granted, readAudit]);

describe('declared events', () => {
  it('keep the payload as it was given, its members in their order', () => {
    const event = granted({ roles: ['legal'], account: 'a' });
    expect(JSON.stringify(event)).toBe('{"type":"role.granted","payload":{"roles":["legal"],"account":"a"}}');
  });

  it('refuse a payload of another shape by type and member', () => {
    // @ts-expect-error roles is no list
    expect(() => granted({ account: 'a', roles: 'legal' })).toThrow(/role\.granted.*at roles/);
    // @ts-expect-error a member that is not declared
    expect(() => granted({ account: 'a', roles: [], disabled: true })).toThrow(/role\.granted.*disabled/);
    // @ts-expect-error a member is missing
    expect(() => granted({ account: 'a' })).toThrow(/role\.granted.*at roles/);
  });

  it('are the only events: an object of the same members is none', () => {
    // @ts-expect-error not made by its declaration
    expect(catalogue.demand({ type: 'role.granted', payload: { account: 'a', roles: [] } }).log).toBe('main');
  });
});

describe('a catalogue of events', () => {
  it('knows the log of each', () => {
    expect(catalogue.demand(readAudit({ of: 'x' })).log).toBe('reads');
  });

  it('refuses a type that nobody declares, and a payload that was changed after it was made', () => {
    const unknown = defineEvent('role.invented', {}, 'Invented.')({});
    expect(() => catalogue.demand(unknown)).toThrow(/declares the event role\.invented/);
    expect(() => catalogue.demand({ ...readAudit({ of: 'x' }), payload: { of: 1 } })).toThrow(/read\.audit.*at of/);
  });

  it('refuses a type that is declared twice', () => {
    expect(() => new EventCatalogue([granted, granted])).toThrow(/role\.granted is declared twice/);
  });
});
