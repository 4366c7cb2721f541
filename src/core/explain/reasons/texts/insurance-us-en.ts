import type { ReasonTexts } from './reason-texts.js';

export const INSURANCE_US_EN: ReasonTexts = {
  id: 'insurance-us-en',
  version: '1',
  date: '2026-11-22',
  domain: 'insurance',
  jurisdiction: 'US',
  locale: 'en',
  basis:
    'FCRA 615(a) where a consumer report was used (15 U.S.C. 1681m); state insurance law differs and must be checked',
  origin: 'Wording by this project.',
  unknown: 'We have no rule for what is on file here, and that counted against you.',
  texts: {
    claims: {
      topic: 'Past claims',
      any: 'The claims you made before counted against you.',
      high: 'You made many claims in past years.',
      missing: 'We could not find a record of your past claims.',
    },
    'claim-cost': {
      topic: 'Cost of past claims',
      any: 'The cost of your past claims counted against you.',
      high: 'Your past claims cost a lot.',
      missing: 'We could not find out what your past claims cost.',
    },
    driving: {
      topic: 'Driving record',
      any: 'Your driving record counted against you.',
      high: 'Your driving record shows tickets or crashes.',
      missing: 'We could not find your driving record.',
    },
    mileage: {
      topic: 'Miles driven per year',
      any: 'The miles you drive in a year counted against you.',
      high: 'You drive many miles in a year.',
      missing: 'You did not tell us how far you drive in a year.',
    },
    vehicle: {
      topic: 'Kind of vehicle',
      any: 'The kind of vehicle you want to insure counted against you.',
      high: 'The vehicle you want to insure costs a lot to repair.',
      missing: 'You did not tell us about your vehicle.',
    },
    property: {
      topic: 'State of the building',
      any: 'The state of the building you want to insure counted against you.',
      high: 'The building you want to insure is old or needs repairs.',
      missing: 'We could not check the building you want to insure.',
    },
    'sum-insured': {
      topic: 'Amount of cover',
      any: 'The amount of cover you asked for counted against you.',
      high: 'The amount of cover you asked for is high.',
      low: 'The amount of cover you asked for is low for what you insure.',
      missing: 'You did not tell us how much cover you want.',
    },
    deductible: {
      topic: 'Your own share of a loss',
      any: 'The share of a loss that you would pay counted against you.',
      low: 'The share of a loss that you would pay is small.',
      missing: 'You did not tell us which share of a loss you would pay.',
    },
    'cover-gap': {
      topic: 'Time without cover',
      any: 'The time you had no cover counted against you.',
      high: 'You had no cover for a long time.',
      missing: 'We could not find out how long you had no cover.',
    },
    'premium-payments': {
      topic: 'Past payments for cover',
      any: 'The record of your past payments for cover counted against you.',
      high: 'Your record shows payments for cover that were late.',
      missing: 'We could not find a record of your past payments for cover.',
    },
  },
};
