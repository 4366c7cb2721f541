import type { ReasonTexts } from './reason-texts.js';

export const INSURANCE_US_EN: ReasonTexts = {
  id: 'insurance-us-en',
  version: '2',
  date: '2026-11-28',
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
      high: 'You made more claims in past years than most people we compared you with.',
      missing: 'We have no record of your past claims.',
    },
    'claim-cost': {
      topic: 'Cost of past claims',
      any: 'The cost of your past claims counted against you.',
      high: 'Your past claims cost more than those of most people we compared you with.',
      missing: 'We have no record of what your past claims cost.',
    },
    driving: {
      topic: 'Driving record',
      any: 'Your driving record counted against you.',
      high: 'Your driving record shows more tickets or crashes than that of most people we compared you with.',
      missing: 'We have no driving record for you.',
    },
    mileage: {
      topic: 'Miles driven per year',
      any: 'The miles you drive in a year counted against you.',
      high: 'You drive more miles in a year than most people we compared you with.',
      missing: 'We have no record of how far you drive in a year.',
    },
    vehicle: {
      topic: 'Kind of vehicle',
      any: 'The kind of vehicle you want to insure counted against you.',
      high: 'The vehicle you want to insure costs more to repair than that of most people we compared you with.',
      missing: 'We have no record of your vehicle.',
    },
    property: {
      topic: 'State of the building',
      any: 'The state of the building you want to insure counted against you.',
      high: 'The building you want to insure is older or needs more repairs than that of most people we compared you with.',
      missing: 'We have no record of the state of the building you want to insure.',
    },
    'sum-insured': {
      topic: 'Amount of cover',
      any: 'The amount of cover you asked for counted against you.',
      high: 'You asked for more cover than most people we compared you with.',
      low: 'You asked for less cover than most people we compared you with.',
      missing: 'We have no record of how much cover you want.',
    },
    deductible: {
      topic: 'Your own share of a loss',
      any: 'The share of a loss that you would pay counted against you.',
      low: 'The share of a loss that you would pay is smaller than for most people we compared you with.',
      missing: 'We have no record of which share of a loss you would pay.',
    },
    'cover-gap': {
      topic: 'Time without cover',
      any: 'The time you had no cover counted against you.',
      high: 'You had no cover for more time than most people we compared you with.',
      missing: 'We have no record of how long you had no cover.',
    },
    'premium-payments': {
      topic: 'Past payments for cover',
      any: 'The record of your past payments for cover counted against you.',
      high: 'Your record shows more late payments for cover than that of most people we compared you with.',
      missing: 'We have no record of your past payments for cover.',
    },
  },
};
