// SPDX-License-Identifier: Apache-2.0

// What random templates are made of.

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function phrases(text: string): string[] {
  return text.trim().split(/ ; |\s*\n\s*/);
}

export const INTEGERS = words('0 1 2 -1 +3 42 0x1F 0XaB 1_000 017 0o17 0b101 0_7 1000000');
export const FLOATS = words('1.5 1.0 .5 2. 1e3 1E-7 -2.5e+10 0x1p4 0x1.8p-1 1_0.5 1e21 123456789.0 0.00001');
export const ODD_NUMBERS = words(String.raw`
  -0xE -0 08 1__0 _1 0x 1e400 0x1.8 9223372036854775807 9223372036854775808 -9223372036854775808
  18446744073709551616 1.2.3 1e 5x 'a' '\n' '\u00e9' 'é' 'ab' '' '\'' '\"' '"' 1+2 0x_1 0b12 0o8 0x1p-1080 0x1p1030`);
export const STRINGS = phrases(String.raw`
  "" ; "a" ; "b c" ; "é→😀" ; "<a href=\"x&y\">" ; "t\tn\n\x41\u00e9\101" ; "k1" ; "x"
  ${'`raw "q" \\n`'}`);
export const ODD_STRINGS = [...words(String.raw`"\q" "\xc3\xa9" "\'" "\ud800" "\400" "\x4" "open`), '`a\n b`', '`a\r`'];

export const FORMATS = [
  ...words(`
    %v %d %s %q %x %X %t %f %g %e %c %U %T %b %o %O %E %G %F %w %z %5d %-5d| %05d %+d %#x %#o %#b %.3d %8.3d %+.2f
    %08.2f %-8.1f| %.0f %6.3g %.10e %#v %+v %10s| %-10s| %.2s %5.1q %#q %+q %#U %3c %5t %08v %#g %#.3x %*d %-*d| %.*f
    %[2]v %[1]d %[3]d %[x]d %[2]*[1]d % %% %! %5 %. %10% %1000000000d %06s %.20f %.15g %8x %-08d| %+08.3f plain %é
    %-5v| %6v %.1v %[1]*d %[ %[1 %[1]%d %v%d%v %.3x %.0e %.1g %#.0f %020.5x %+q`),
  ...phrases('% d ; % x ; %# x ; %x %X ; % .3e ; %s %s ; %v %v %v ; % +d'),
];

export const FIELDS = words(`
  .a .b .s .n .f .t .l .m .m.k1 .m.k2.deep .m.gone .gone .gone.far .nil .nil.x .i .e .s.x .l.x`);
export const SHIP = phrases(`
  .ship ; .ship.Name ; .ship.Masts ; .ship.Cargo.tea ; .ship.Greet "x" ; .ship.Sink ; .ship.Gone ; .ship.Name 1
  .ship.Join 1 "a" 2 3 ; .ship.Load 2 1 ; .ship.Greet 1 ; .ship.Greet ; .ship.Load 1.5 1 ; .ship.Name.x`);

// These never fail on the data of the generator.
export const TAME_FIELDS = words('$.a $.b $.s $.n $.f $.t $.l $.m $.i $.nil $.gone ($.gone).far');
export const TAME_CALLS = phrases(`
  upper $.s ; half $.f ; half 3 ; next $.i ; next 2.0 ; no $.t ; size $.l ; wide $.m ; none ; len $.s ; len $.m
  index $.m "k1" ; slice "abcd" 1 3 ; slice $.l 0 ; index (list 1 2) 1`);
export const TAME_SHIP = phrases(`
  $.ship ; $.ship.Name ; $.ship.Masts ; $.ship.Cargo.tea ; $.ship.Greet "x" ; $.ship.Join 1 "a" 2 3 ; $.ship.Load 2 1
  $.s | $.ship.Greet ; ($.ship).Name ; $.ship.Cargo`);
export const TAME_TAILS = phrases(
  'print ; printf "%v" ; not ; list ; html ; js ; printf "%5v|%v" 1 ; and 1 ; or 0 ; urlquery',
);
export const WILD_TAILS = phrases('len ; upper ; eq 1 ; index .m ; half ; next ; .m ; size');

export const BLANKS = ['', ' ', '\n', '  \n\t', 'text', ' a ', '\n- b: ', '} }', '{ ', 'é😀 ', '\r\n'];
