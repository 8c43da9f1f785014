// SPDX-License-Identifier: Apache-2.0

/** An instant and the zone it is shown in. */
export interface Time {
  /** Nanoseconds since 1970. */
  readonly nanoseconds: bigint;
  readonly zone: Zone;
}

export interface Zone {
  /** The abbreviation at that instant; empty if the zone has only an offset. */
  name(nanoseconds: bigint): string;
  /** Seconds east of Greenwich. */
  offset(nanoseconds: bigint): number;
}

function fixedZone(name: string, offset: number): Zone {
  return {name: () => name, offset: () => offset};
}

export const utc = fixedZone('UTC', 0);

export const MONTHS = words('January February March April May June July August September October November December');
export const DAYS = words('Sunday Monday Tuesday Wednesday Thursday Friday Saturday');

function words(text: string): readonly string[] {
  return text.split(' ');
}

const SECOND = 1_000_000_000n;

/** The parts of a layout that stand for something; Go spells them as the parts of one well-known date. */
const ELEMENT =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|__2|_2(?!006)|[2-5]|PM|pm|-07:00:00|-070000|-07:00|-0700|-07|Z07:00:00|Z070000|Z07:00|Z0700|Z07|[.,](?:0+|9+)(?![0-9])/;

/** Literal text and elements in turn, beginning with literal text. */
function elementsOf(layout: string): string[] {
  return layout.split(new RegExp(`(${ELEMENT.source})`));
}

/** Calendar and clock of the time, in its zone. */
interface Calendar {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  /** 0 is Sunday. */
  weekday: number;
  yearDay: number;
  offset: number;
}

export function calendarOf({nanoseconds, zone}: Time): Calendar {
  const offset = zone.offset(nanoseconds);
  const seconds = floorDivide(nanoseconds, SECOND) + BigInt(offset);
  const date = new Date(Number(seconds) * 1000);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(nanoseconds - floorDivide(nanoseconds, SECOND) * SECOND),
    weekday: date.getUTCDay(),
    yearDay:
      Math.round((midnight(year, date.getUTCMonth(), date.getUTCDate()) - midnight(year, 0, 1)) / 86_400_000) + 1,
    offset,
  };
}

/** Milliseconds of a UTC day that may lie in the first century. */
export function midnight(year: number, monthIndex: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, monthIndex, day);
  return date.getTime();
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** The time as the layout shows it. */
export function formatTime(time: Time, layout: string): string {
  const calendar = calendarOf(time);
  return elementsOf(layout)
    .map((element, i) => (i % 2 === 0 ? element : formatElement(element, calendar, time)))
    .join('');
}

const pad = (value: number, width: number, fill = '0') =>
  (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, fill);

function formatElement(element: string, at: Calendar, time: Time): string {
  if (/^[.,]/.test(element)) return fraction(element, at.nanosecond);
  if (/^(?:-|Z)/.test(element)) return formatOffset(element, at.offset);
  const hour12 = at.hour % 12 || 12;
  const month = MONTHS[at.month - 1] ?? '';
  const day = DAYS[at.weekday] ?? '';
  const formatted: Record<string, () => string> = {
    January: () => month,
    Jan: () => month.slice(0, 3),
    '01': () => pad(at.month, 2),
    '1': () => String(at.month),
    Monday: () => day,
    Mon: () => day.slice(0, 3),
    '02': () => pad(at.day, 2),
    _2: () => pad(at.day, 2, ' '),
    '2': () => String(at.day),
    '002': () => pad(at.yearDay, 3),
    __2: () => pad(at.yearDay, 3, ' '),
    '2006': () => pad(at.year, 4),
    '06': () => pad(((at.year % 100) + 100) % 100, 2),
    '15': () => pad(at.hour, 2),
    '03': () => pad(hour12, 2),
    '3': () => String(hour12),
    '04': () => pad(at.minute, 2),
    '4': () => String(at.minute),
    '05': () => pad(at.second, 2),
    '5': () => String(at.second),
    PM: () => (at.hour < 12 ? 'AM' : 'PM'),
    pm: () => (at.hour < 12 ? 'am' : 'pm'),
    MST: () => time.zone.name(time.nanoseconds) || formatOffset('-0700', at.offset),
  };
  return formatted[element]?.() ?? element;
}

function fraction(element: string, nanosecond: number): string {
  const digits = pad(nanosecond, 9).slice(0, element.length - 1);
  const shown = element.includes('9') ? digits.replace(/0+$/, '') : digits;
  return shown === '' ? '' : element.charAt(0) + shown;
}

function formatOffset(element: string, offset: number): string {
  if (element.startsWith('Z') && offset === 0) return 'Z';
  const seconds = Math.abs(offset);
  const [hours, minutes] = [pad(Math.floor(seconds / 3600), 2), pad(Math.floor(seconds / 60) % 60, 2)];
  const colon = element.includes(':') ? ':' : '';
  const digits = element.replaceAll(/[^0-9]/g, '').length;
  const rest = (digits > 2 ? colon + minutes : '') + (digits > 4 ? colon + pad(seconds % 60, 2) : '');
  return (offset < 0 ? '-' : '+') + hours + rest;
}

/** What a text says in the terms of a layout, as far as it has been read. */
interface Reading {
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  isAfternoon: boolean | undefined;
  zone: Zone;
}

/** The time that the text stands for in that layout, in UTC if it names no zone. Throws an Error with Go's wording. */
export function parseTime(layout: string, value: string): Time {
  const reading: Reading = {
    year: 0,
    month: 0,
    day: 0,
    yearDay: 0,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    isAfternoon: undefined,
    zone: utc,
  };
  let rest = value;
  const elements = elementsOf(layout);
  const cannot = (element: string) =>
    new Error(`parsing time "${value}" as "${layout}": cannot parse "${rest}" as "${element}"`);
  for (const [i, element] of elements.entries()) {
    if (i % 2 === 0) {
      if (!rest.startsWith(element)) throw cannot(element);
      rest = rest.slice(element.length);
      continue;
    }
    const length = readElement(element, rest, reading);
    if (length === undefined) throw cannot(element);
    rest = rest.slice(length);
    if (/^0?5$/.test(element) && !/^[.,]/.test(elements[i + 2] ?? '')) rest = readFraction(rest, reading);
  }
  if (rest !== '') throw new Error(`parsing time "${value}": extra text: "${rest}"`);
  return timeOf(reading, value);
}

function readFraction(rest: string, reading: Reading): string {
  const digits = /^[.,]([0-9]+)/.exec(rest)?.[1];
  if (digits === undefined) return rest;
  reading.nanosecond = Number(digits.slice(0, 9).padEnd(9, '0'));
  return rest.slice(digits.length + 1);
}

type NumericPart = 'year' | 'month' | 'day' | 'yearDay' | 'hour' | 'minute' | 'second';

const NUMERIC: Readonly<Record<string, readonly [RegExp, NumericPart]>> = {
  '2006': [/^[0-9]{4}/, 'year'],
  '06': [/^[0-9]{2}/, 'year'],
  '01': [/^[0-9]{2}/, 'month'],
  '1': [/^[0-9]{1,2}/, 'month'],
  '02': [/^[0-9]{2}/, 'day'],
  _2: [/^ ?[0-9]{1,2}/, 'day'],
  '2': [/^[0-9]{1,2}/, 'day'],
  '002': [/^[0-9]{3}/, 'yearDay'],
  __2: [/^ {0,2}[0-9]{1,3}/, 'yearDay'],
  '15': [/^[0-9]{1,2}/, 'hour'],
  '03': [/^[0-9]{2}/, 'hour'],
  '3': [/^[0-9]{1,2}/, 'hour'],
  '04': [/^[0-9]{2}/, 'minute'],
  '4': [/^[0-9]{1,2}/, 'minute'],
  '05': [/^[0-9]{2}/, 'second'],
  '5': [/^[0-9]{1,2}/, 'second'],
};

/** Reads one element off the head of the text: the length it takes, or undefined if it is not there. */
function readElement(element: string, rest: string, reading: Reading): number | undefined {
  const numeric = NUMERIC[element];
  if (numeric !== undefined) {
    const [digits] = numeric[0].exec(rest) ?? [];
    if (digits === undefined) return undefined;
    const number = Number(digits);
    reading[numeric[1]] = element === '06' ? number + (number >= 69 ? 1900 : 2000) : number;
    return digits.length;
  }
  if (/^[.,]/.test(element))
    return rest.length - readFraction(rest, reading).length || (element.includes('9') ? 0 : undefined);
  if (/^(?:-|Z)/.test(element)) return readOffset(element, rest, reading);
  return readName(element, rest, reading);
}

function readName(element: string, rest: string, reading: Reading): number | undefined {
  const length = element.length === 3 ? 3 : undefined;
  const starts = (name: string) => rest.toLowerCase().startsWith(name.slice(0, length).toLowerCase());
  if (element === 'PM' || element === 'pm') {
    const [half] = (element === 'PM' ? /^[AP]M/ : /^[ap]m/).exec(rest) ?? [];
    if (half !== undefined) reading.isAfternoon = half.toUpperCase() === 'PM';
    return half?.length;
  }
  if (element === 'MST') {
    const [name] = /^(?:[A-Z]{3,5}|[+-][0-9]{2,4})/.exec(rest) ?? [];
    if (name !== undefined) reading.zone = name === 'UTC' ? utc : fixedZone(name, 0);
    return name?.length;
  }
  const names = element.startsWith('J') ? MONTHS : DAYS;
  const index = names.findIndex(starts);
  if (index === -1) return undefined;
  if (names === MONTHS) reading.month = index + 1;
  return (names[index] ?? '').slice(0, length).length;
}

function readOffset(element: string, rest: string, reading: Reading): number | undefined {
  if (element.startsWith('Z') && rest.startsWith('Z')) {
    reading.zone = utc;
    return 1;
  }
  const shape = element.slice(1).replaceAll(/[0-9]{2}/g, '([0-9]{2})');
  const [whole, sign, hours = '0', minutes = '0', seconds = '0'] = new RegExp(`^([+-])${shape}`).exec(rest) ?? [];
  if (whole === undefined) return undefined;
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  reading.zone = offset === 0 ? utc : fixedZone('', sign === '-' ? -offset : offset);
  return whole.length;
}

function timeOf(reading: Reading, value: string): Time {
  const {year, yearDay, minute, second, nanosecond, isAfternoon, zone} = reading;
  const outOfRange = (what: string) => new Error(`parsing time "${value}": ${what} out of range`);
  const hour = isAfternoon === undefined ? reading.hour : (reading.hour % 12) + (isAfternoon ? 12 : 0);
  if (reading.month > 12) throw outOfRange('month');
  if (hour > 23) throw outOfRange('hour');
  if (minute > 59) throw outOfRange('minute');
  if (second > 59) throw outOfRange('second');
  const month = yearDay > 0 ? 1 : reading.month || 1;
  const day = yearDay > 0 ? yearDay : reading.day || 1;
  if (yearDay === 0 && day > new Date(midnight(year, month, 0)).getUTCDate()) throw outOfRange('day');
  const milliseconds = midnight(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000;
  const local = BigInt(milliseconds) * 1_000_000n + BigInt(nanosecond);
  return {nanoseconds: local - BigInt(zone.offset(local)) * SECOND, zone};
}
