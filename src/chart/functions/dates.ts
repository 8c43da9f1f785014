// SPDX-License-Identifier: Apache-2.0
import {type Method, Struct, type Value} from '../../template/compile/value.js';
import {textOf, toInt} from './cast.js';
import type {Context} from './context.js';
import {formatDuration, HOUR, MINUTE, parseDuration, SECOND} from './durations.js';
import {any, binary, type FunctionTable, nullary, ternary, text, unary} from './parameters.js';
import {withJsonForm} from './plain.js';
import {calendarOf, DAYS, formatTime, MONTHS, midnight, parseTime, type Time, utc, type Zone} from './text/layout.js';

// The local zone is UTC on every machine: the same chart gives the same output everywhere.

const times = new WeakMap<Struct, Time>();
const ZERO: Time = {nanoseconds: BigInt(midnight(1, 0, 1)) * 1_000_000n, zone: utc};

function timeStruct(time: Time): Struct {
  const at = () => calendarOf(time);
  const compared =
    (accept: (mine: bigint, theirs: bigint) => Value): Method =>
    (other) =>
      accept(time.nanoseconds, timeIn(other).nanoseconds);
  const text = (layout: string) => formatTime(time, layout);
  const methods: Record<string, Method> = {
    Format: (layout) => text(textOf(layout)),
    String: () => text('2006-01-02 15:04:05.999999999 -0700 MST'),
    Year: () => BigInt(at().year),
    Month: () => named('time.Month', at().month, MONTHS[at().month - 1] ?? ''),
    Day: () => BigInt(at().day),
    Hour: () => BigInt(at().hour),
    Minute: () => BigInt(at().minute),
    Second: () => BigInt(at().second),
    Nanosecond: () => BigInt(at().nanosecond),
    Weekday: () => named('time.Weekday', at().weekday, DAYS[at().weekday] ?? ''),
    YearDay: () => BigInt(at().yearDay),
    Unix: () => seconds(time),
    UnixMilli: () => time.nanoseconds / 1_000_000n,
    UnixNano: () => time.nanoseconds,
    UTC: () => timeStruct({...time, zone: utc}),
    IsZero: () => time.nanoseconds === ZERO.nanoseconds,
    Before: compared((mine, theirs) => mine < theirs),
    After: compared((mine, theirs) => mine > theirs),
    Equal: compared((mine, theirs) => mine === theirs),
    Sub: compared((mine, theirs) => durationStruct(mine - theirs)),
    Add: (duration) => timeStruct({...time, nanoseconds: time.nanoseconds + nanosecondsIn(duration)}),
    AddDate: (years, months, days) => timeStruct(addDate(time, toInt(years), toInt(months), toInt(days))),
  };
  const struct = withJsonForm(new Struct('time.Time', {}, methods), () => text('2006-01-02T15:04:05.999999999Z07:00'));
  times.set(struct, time);
  return struct;
}

/** A named integer that prints as a word. */
function named(typeName: string, value: number, name: string): Struct {
  return withJsonForm(new Struct(typeName, {}, {String: () => name}), () => BigInt(value));
}

const durations = new WeakMap<Struct, bigint>();

function durationStruct(nanoseconds: bigint): Struct {
  const inUnits = (unit: bigint) => Number(nanoseconds) / Number(unit);
  const methods: Record<string, Method> = {
    String: () => formatDuration(nanoseconds),
    Hours: () => inUnits(HOUR),
    Minutes: () => inUnits(MINUTE),
    Seconds: () => inUnits(SECOND),
    Milliseconds: () => nanoseconds / 1_000_000n,
    Nanoseconds: () => nanoseconds,
  };
  const struct = withJsonForm(new Struct('time.Duration', {}, methods), () => nanoseconds);
  durations.set(struct, nanoseconds);
  return struct;
}

function nanosecondsIn(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  const known = value instanceof Struct ? durations.get(value) : undefined;
  if (known === undefined) throw new Error('a duration was expected');
  return known;
}

function timeIn(value: Value): Time {
  const time = value instanceof Struct ? times.get(value) : undefined;
  if (time === undefined) throw new Error('a time was expected; now and toDate give one');
  return time;
}

function seconds({nanoseconds}: Time): bigint {
  return (nanoseconds - (((nanoseconds % SECOND) + SECOND) % SECOND)) / SECOND;
}

function addDate(time: Time, years: number, months: number, days: number): Time {
  const {year, month, day} = calendarOf(time);
  const moved = midnight(year + years, month - 1 + months, day + days) - midnight(year, month - 1, day);
  return {...time, nanoseconds: time.nanoseconds + BigInt(moved) * 1_000_000n};
}

/** The zone of that name, or UTC if there is none. */
function zoneNamed(name: string): Zone {
  if (name === '' || name === 'UTC' || name === 'Local') return utc;
  let offsets: Intl.DateTimeFormat;
  let names: Intl.DateTimeFormat;
  try {
    offsets = new Intl.DateTimeFormat('en-US', {timeZone: name, timeZoneName: 'longOffset'});
    names = new Intl.DateTimeFormat('en-US', {timeZone: name, timeZoneName: 'short'});
  } catch {
    return utc;
  }
  const shown = (format: Intl.DateTimeFormat, nanoseconds: bigint) =>
    format.formatToParts(Number(nanoseconds / 1_000_000n)).find(({type}) => type === 'timeZoneName')?.value ?? '';
  return {
    // Where English has no abbreviation ("GMT+1", "GMT-3:30"), the offset stands in for it.
    name: (nanoseconds) =>
      shown(names, nanoseconds).replace(
        /^GMT([+-])(\d+):?(\d*)$/,
        (_, sign: string, hours: string, minutes: string) => {
          return sign + hours.padStart(2, '0') + minutes;
        },
      ),
    offset: (nanoseconds) => {
      const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(shown(offsets, nanoseconds)) ?? [];
      return (Number(hours) * 3600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1);
    },
  };
}

const MONTH = 30n * 24n * HOUR;
const UNITS: readonly (readonly [bigint, string])[] = [
  [365n * 24n * HOUR, 'y'],
  [MONTH, 'mo'],
  [24n * HOUR, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'm'],
  [SECOND, 's'],
];

/** The duration in its largest unit, of which it has to be more than one. */
function roundDuration(nanoseconds: bigint): string {
  const magnitude = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const [unit, letter] = UNITS.find(([size]) => magnitude > size) ?? [SECOND, 's'];
  return magnitude > SECOND ? `${magnitude / unit}${letter}` : '0s';
}

function roundHalfAway(nanoseconds: bigint): bigint {
  const half = nanoseconds < 0n ? -SECOND / 2n : SECOND / 2n;
  return ((nanoseconds + half) / SECOND) * SECOND;
}

function durationOfSeconds(value: Value): bigint {
  if (typeof value === 'bigint') return value * SECOND;
  return typeof value === 'string' && /^[+-]?[0-9]{1,18}$/.test(value) ? BigInt(value) * SECOND : 0n;
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The functions on dates and durations; `now` is what the context says. */
export function dateFunctions(context: Context): FunctionTable {
  const now = (): Time => ({nanoseconds: BigInt(Math.trunc(context.now())) * 1_000_000n, zone: utc});
  /** A time, or seconds since 1970; sprig takes anything else for now. */
  const timeOf = (value: Value): Time => {
    if (typeof value === 'bigint') return {nanoseconds: value * SECOND, zone: utc};
    return (value instanceof Struct ? times.get(value) : undefined) ?? now();
  };
  const inZone = (layout: string, value: Value, zone: string) =>
    formatTime({...timeOf(value), zone: zoneNamed(zone)}, layout);
  const since = (time: Time) => now().nanoseconds - time.nanoseconds;
  const span = (value: Value) => {
    if (typeof value === 'bigint') return value;
    if (typeof value === 'string') return orUndefined(() => parseDuration(value)) ?? 0n;
    const time = value instanceof Struct ? times.get(value) : undefined;
    return time === undefined ? 0n : since(time);
  };
  const modify = (by: bigint, value: Value) => {
    const time = timeIn(value);
    return timeStruct({...time, nanoseconds: time.nanoseconds + by});
  };
  const dateInZone = ternary(text, any, text, inZone);
  const dateModify = binary(text, any, (by, value) => modify(orUndefined(() => parseDuration(by)) ?? 0n, value));
  const mustDateModify = binary(text, any, (by, value) => modify(parseDuration(by), value));
  return {
    now: nullary(() => timeStruct(now())),
    ago: unary(any, (value) => formatDuration(roundHalfAway(since(timeOf(value))))),
    date: binary(text, any, (layout, value) => inZone(layout, value, 'Local')),
    dateInZone,
    date_in_zone: dateInZone,
    dateModify,
    date_modify: dateModify,
    mustDateModify,
    must_date_modify: mustDateModify,
    duration: unary(any, (value) => formatDuration(durationOfSeconds(value))),
    durationRound: unary(any, (value) => roundDuration(span(value))),
    htmlDate: unary(any, (value) => inZone('2006-01-02', value, 'Local')),
    htmlDateInZone: binary(any, text, (value, zone) => inZone('2006-01-02', value, zone)),
    toDate: binary(text, text, (layout, value) => timeStruct(orUndefined(() => parseTime(layout, value)) ?? ZERO)),
    mustToDate: binary(text, text, (layout, value) => timeStruct(parseTime(layout, value))),
    unixEpoch: unary(any, (value) => String(seconds(timeIn(value)))),
  };
}
