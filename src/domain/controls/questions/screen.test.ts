import { describe, expect, it } from 'vitest';
import { QUESTIONS, truthIn } from './questions.js';
import { screenOf } from './screen.js';

const no = Object.fromEntries(QUESTIONS.questions.map(({ id }) => [id, false]));
const idsOf = (answers: Record<string, boolean>, day = '2029-01-01') =>
  screenOf({ ...no, ...answers }, day).classes.map(({ id }) => id);

describe('the screen of a system', () => {
  it('takes what nobody answered for neither yes nor no', () => {
    const { classes, undecided, open } = screenOf({}, '2029-01-01');
    expect(classes).toEqual([]);
    expect(undecided.map(({ id }) => id)).toEqual(QUESTIONS.classes.map(({ id }) => id));
    expect(open).toHaveLength(QUESTIONS.questions.length);
  });

  it('says which answers put it in a class', () => {
    const { classes } = screenOf({ ...no, 'iii-employment': true }, '2027-12-02');
    expect(classes).toMatchObject([{ id: 'high-annex-iii', inForce: true, because: ['iii-employment'] }]);
    expect(screenOf({ ...no, 'iii-employment': true }, '2027-12-01').classes[0]!.inForce).toBe(false);
  });

  it('lets a narrow task out of high risk, unless people are profiled or nobody said whether', () => {
    expect(idsOf({ 'iii-employment': true, 'narrow-task': true })).toEqual([]);
    expect(idsOf({ 'iii-employment': true, 'narrow-task': true, 'profiles-people': true })).toEqual(['high-annex-iii']);
    const { 'profiles-people': _, ...open } = no;
    expect(truthIn({ ...open, 'iii-employment': true, 'narrow-task': true })('high-annex-iii')).toEqual({
      is: undefined,
      open: ['profiles-people'],
    });
  });

  it('names the conformity route, and none where it is not known whether standards were applied', () => {
    const routeOf = (answers: Record<string, boolean | undefined>) =>
      screenOf({ ...no, ...answers }, '2029-01-01').route?.route;
    expect(routeOf({ 'iii-employment': true })).toContain('Annex VI');
    expect(routeOf({ 'iii-biometrics': true, 'harmonised-standards': true })).toContain('as the provider chooses');
    expect(routeOf({ 'iii-biometrics': true })).toContain('Annex VII');
    expect(routeOf({ 'iii-biometrics': true, 'harmonised-standards': undefined })).toBeUndefined();
    expect(routeOf({ 'annex-i-product': true })).toContain("product's own law");
    expect(routeOf({})).toBeUndefined();
  });

  it('tells a prohibited use before everything else', () => {
    expect(idsOf({ 'ban-social-scoring': true, 'iii-employment': true })[0]).toBe('prohibited');
  });
});
