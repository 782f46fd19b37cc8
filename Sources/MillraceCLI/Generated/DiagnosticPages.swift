// Generated from docs/diagnostics by `make generate`; do not edit.
// swift-format-ignore-file

/// What `millrace explain` shows, by code.
enum DiagnosticPages {
    static let all: [String: String] = [
        "E0001": ##"""
# E0001: There is nothing to read

The project has no folder `pipelines`, or the folder holds no file that ends in `.yaml` or `.yml`. Without a pipeline
there is nothing to check or to run; mostly the folder is another one than meant.

```sh
millrace validate --project ~/Downloads
```

Name the folder that holds `pipelines/` with `--project` or `MILLRACE_PROJECT`, or put a first pipeline there.

```sh
millrace validate --project ~/projects/video
```
"""##,
        "E0002": ##"""
# E0002: A file cannot be read

A name in `pipelines/` ends in `.yaml`, but it is no regular file, or its permissions keep it from being read. What
cannot be read cannot be checked, so nothing of the project is started.

```sh
mkdir pipelines/report.yaml
```

Remove it, give it another name, or let the user that runs Millrace read it.

```sh
rmdir pipelines/report.yaml
```
"""##,
        "E0101": ##"""
# E0101: A tab in the indentation

YAML counts blanks to see what belongs where, and does not allow tabs for it. A tab is as wide as each editor likes, so
the file would mean something else to each reader.

```yaml
steps:
	- id: note
```

Replace each tab by spaces; editors do it with "insert spaces".

```yaml
steps:
  - id: note
```
"""##,
        "E0102": ##"""
# E0102: A line that does not fit

The line is not `key: value`, lacks a blank after `:` or `-`, or is indented neither like its neighbours nor below a key
without a value. YAML tells by columns what belongs where, so one blank too many changes the meaning or leaves none.

```yaml
steps:
  - id: note
      uses: log.write
```

Line up keys of one map in the same column, one blank after each `:`.

```yaml
steps:
  - id: note
    uses: log.write
```
"""##,
        "E0103": ##"""
# E0103: A key appears twice

A map names the same key twice. YAML readers differ in which one they take, so neither is. Whoever reads the file would
have to guess which one counts.

```yaml
timeout: 10s
retry: { delays: [1s] }
timeout: 20s
```

Keep one of them.

```yaml
timeout: 20s
retry: { delays: [1s] }
```
"""##,
        "E0104": ##"""
# E0104: Something is opened and never closed

A `[`, `{` or quote has no partner. Everything behind it is read as a part of it, so the parser gives up far below the
mistake.

```yaml
with: { message: "hello }
```

Close it. The place underlined is where it was opened, which is where to look first.

```yaml
with: { message: "hello" }
```
"""##,
        "W0105": ##"""
# W0105: A word that looks like a boolean

YAML 1.1 read `yes`, `no`, `on` and `off` as booleans; YAML 1.2, which is used here, reads them as texts. A mistake
nobody sees: `no` would be a text that counts as neither true nor false.

```yaml
enabled: yes
```

Write `true` or `false`, or quote the word if the text is meant.

```yaml
enabled: true
```
"""##,
        "E0106": ##"""
# E0106: A time of day where a duration is wanted

`1:30` may be a minute and a half or an hour and a half. Older readers of YAML even made the number 90 of it. A duration
names its units, so that nobody has to guess.

```yaml
timeout: 1:30
```

Write the one that is meant:

```yaml
timeout: 1m30s
```
"""##,
        "W0107": ##"""
# W0107: A number that may have been meant as text

YAML reads digits without quotes as a number, and a number keeps no zeros in front or behind and no more than about 16
digits: version `1.10` becomes 1.1, and the code `0123` becomes 123.

```yaml
match: { version: 1.10 }
```

Quote what is compared or shown as it stands:

```yaml
match: { version: "1.10" }
```
"""##,
        "W0108": ##"""
# W0108: An anchor nobody uses

`&name` names a value for `*name`, and there is none. Often the `&` was meant as text. It is harmless, but something was
meant by it.

```yaml
retry: &network { delays: [1s] }
```

Remove it, or quote text that begins with `&`.

```yaml
retry: { delays: [1s] }
```
"""##,
        "E0109": ##"""
# E0109: An alias that cannot be used

`*name` stands for no value named `&name` before it, stands for itself, or there are too many aliases (100) or values
behind them (100,000). An alias repeats a value that was named before, so it needs one; the bounds keep a small file
from becoming a huge one.

```yaml
retry: *network
```

Name the value with `&network` earlier in the file, or write it out. Quote text that begins with `*`.

```yaml
retry: &network { delays: [1s, 4s] }
```
"""##,
        "E0110": ##"""
# E0110: YAML reads this value otherwise

Outside quotes some characters mean something to YAML: `!`, `&`, `*`, `@`, `%`, a backtick, `{{`, and `: ` inside a
value. The value would be a tag, an anchor, an alias or a map, and not the text it looks like.

```yaml
when: !steps.frames.output.empty
```

Quote the value: `when: "!steps.frames.output.empty"`.

```yaml
when: "!steps.frames.output.empty"
```
"""##,
        "W0111": ##"""
# W0111: A `#` that cuts a value off

A `#` after a blank begins a comment, wherever it stands outside of quotes. Directly before a word it was often meant as part
of the value, of which nothing or only the front is left. A blank behind the `#` says that it is a comment.

```yaml
channel: #general
```

Quote the value, or put a blank behind the `#`:

```yaml
channel: "#general"
```
"""##,
        "E0112": ##"""
# E0112: Not one YAML document

The file is empty, holds several documents (`---`), is not UTF-8, begins with a byte order mark, or holds a control
character. Only one document of UTF-8 text is read the same by every program.

```yaml
kind: pipeline
---
kind: routing
```

One document per file, saved as UTF-8 without a byte order mark.

```yaml
kind: pipeline
name: report
steps:
  - { id: note, uses: log.write, with: { message: hello } }
```
"""##,
        "E0113": ##"""
# E0113: A key that is no text

A key is missing, is a list or a map, or is the merge key `<<`, which is not used here. Readers of YAML disagree about
what such keys mean.

```yaml
<<: *defaults
timeout: 10s
```

Write the keys out. An alias may stand for a whole value: `retry: *network`.

```yaml
timeout: 10s
retry: *network
```
"""##,
        "E0114": ##"""
# E0114: A file beyond the limits

A file may have 1 MiB, 10,000 values and 64 levels of nesting. The bounds keep a file, whoever wrote it, from taking all
memory or time.

```yaml
[[[[[[[[[[[[[[[[[[[[ … ]]]]]]]]]]]]]]]]]]]]
```

Split it into several files; large data belongs into a job's payload or a file.

```yaml
input: { type: array, items: { type: integer } }
```
"""##,
        "E0201": ##"""
# E0201: A key nobody knows

A key is misspelt, or stands where it has no meaning. Nothing is ignored silently. A misspelt `retry` would mean no
retry, and nobody would notice until the day it is needed.

```yaml
- id: note
  uses: log.write
  retires: { delays: [1s] }
```

Take the key the message suggests, or one of those it lists.

```yaml
- id: note
  uses: log.write
  retry: { delays: [1s] }
```
"""##,
        "E0202": ##"""
# E0202: A key at the wrong level

The key exists, but it belongs to another map of the file: a step's `retry` does not stand beside `steps`, nor a
subscription's `lock` beside `topics`. Where it stands it would do nothing.

```yaml
kind: pipeline
name: report
uses: log.write
steps:
  - { id: note, with: { message: hello } }
```

Move it to where it belongs:

```yaml
kind: pipeline
name: report
steps:
  - { id: note, uses: log.write, with: { message: hello } }
```
"""##,
        "E0203": ##"""
# E0203: Something required is missing

A map lacks a key it must have, a list that must not be empty is, `retry` says neither `delays` nor `attempts`, or a
limit neither `concurrency` nor `rate`. There is no default that would be right.

```yaml
steps:
  - uses: log.write
```

Add the key: here `id: note`.

```yaml
steps:
  - id: note
    uses: log.write
    with: { message: hello }
```
"""##,
        "E0204": ##"""
# E0204: A value of the wrong kind

A list stands where a map is expected, a number where a text is, and so on. Guessing what was meant would hide mistakes.

```yaml
steps:
  id: note
  uses: log.write
```

Write what the message asks for: here a list, with `- ` before each step. Quote a number that is meant as text.

```yaml
steps:
  - id: note
    uses: log.write
```
"""##,
        "E0205": ##"""
# E0205: A word that is not among the allowed ones

Only certain words are possible here. Any other word would have to be ignored.

```yaml
with: { message: hello, level: warnign }
```

Take the word the message suggests.

```yaml
with: { message: hello, level: warning }
```
"""##,
        "E0206": ##"""
# E0206: Not a duration

A duration is whole numbers with units, the larger unit first: `ms`, `s`, `m`, `h`, `d`. It is longer than nothing.
Without a unit a number means seconds to one and milliseconds to another.

```yaml
timeout: 30
```

Write `30s`; further examples: `500ms`, `2m`, `1h30m`, `7d`. In `retention` it may also be `forever`.

```yaml
timeout: 30s
```
"""##,
        "E0207": ##"""
# E0207: Not a rate

A rate is a whole number, `/` and a time: `s`, `m`, `h`, `d`, or a duration. It says how many jobs of one key may start
in which time.

```yaml
limits:
  - { key: message.creatorId, rate: 5/sec }
```

Write `5/s`; further examples: `100/m`, `5/10s`.

```yaml
limits:
  - { key: message.creatorId, rate: 5/s }
```
"""##,
        "E0208": ##"""
# E0208: No JSON Schema

`input` is a JSON Schema (2020-12) of the payload, and this is none. Payloads are checked against it before a job is
stored, so it must say something that can be checked. The same goes for fields of plugins that take a schema, such as
`answer_schema` of `model.chat`.

```yaml
input:
  type: object
  properties:
    url: { type: text }
```

Correct the keyword that is underlined: here `type: string`.

```yaml
input:
  type: object
  properties:
    url: { type: string }
```
"""##,
        "W0209": ##"""
# W0209: A schedule that fires very often

A `*` in the first field means *each*: each minute, or each second where there are six fields. Before an hour it is nearly always a slip:
`* 3 * * *` fires sixty times, from 3:00 to 3:59.

```yaml
schedules:
  nightly: { cron: "* 3 * * *", job: report.make }
```

Write `0 3 * * *` for once at three o'clock. If the pace is meant, write `*/1`: it says the same and is not told.

```yaml
schedules:
  nightly: { cron: "0 3 * * *", job: report.make }
```
"""##,
        "E0211": ##"""
# E0211: A name with characters it cannot have

Ids have lower-case letters, digits and `_`, begin with no digit, and have at most 64 characters. An expression would
read `-` as a minus; a subscription or a topic, which no expression names, may have one. Ids stand in expressions, paths
and metrics, which all read them alike only with these characters.

```yaml
- id: fetch-user
```

Write `fetch_user`.

```yaml
- id: fetch_user
```
"""##,
        "E0212": ##"""
# E0212: Two things with one name

Steps of a pipeline, pipelines of a project, and subscriptions over all topics and files have each a name of their own.
A topic may be named in many files, but its `duplicate_window` is given once. A name that means two things means
nothing.

```yaml
steps:
  - { id: note, uses: log.write, with: { message: one } }
  - { id: note, uses: log.write, with: { message: two } }
```

Rename one of them; both places are shown.

```yaml
steps:
  - { id: first, uses: log.write, with: { message: one } }
  - { id: second, uses: log.write, with: { message: two } }
```
"""##,
        "E0215": ##"""
# E0215: A misspelt keyword of JSON Schema

A validator skips a keyword that it does not know, as the standard wants. A misspelt `required` or `maxLength` therefore
checks nothing, and payloads arrive that the pipeline was never meant for. Reported are words that are surely one of the
standard's: in `input`, in fields of plugins that take a schema, and in all schemas within; not the names of properties.

```yaml
input:
  type: object
  requried: [url]
  properties:
    url: { type: string, maxLenght: 2000 }
```

Write the keyword. A word of your own may begin with `x-`.

```yaml
input:
  type: object
  required: [url]
  properties:
    url: { type: string, maxLength: 2000 }
    x-requried-since: { type: string }
```
"""##,
        "E0301": ##"""
# E0301: A plugin that is not installed

`uses` names no plugin of this program. A step is run by its plugin, so there must be one.

```yaml
uses: video.keyframe
```

Take the name the message suggests, or one of `millrace plugins list`. A plugin of your own must be in your program: see
[writing a step](../writing-a-step.md).

```yaml
uses: video.keyframes
```
"""##,
        "E0303": ##"""
# E0303: A field the plugin does not have

`with` holds a key that the plugin does not know. A field that is not read would be ignored, together with what was
meant by it.

```yaml
uses: video.scenes
with: { video: "${{ steps.video.output.file }}", treshold: 0.2 }
```

Take the field the message suggests; `millrace plugins show video.scenes` lists all of them.

```yaml
uses: video.scenes
with: { video: "${{ steps.video.output.file }}", threshold: 0.2 }
```
"""##,
        "E0304": ##"""
# E0304: A required field is missing

The plugin cannot work without this field of `with`. It has no default because none would be right.

```yaml
uses: http.download
with: { max_size: 5MB }
```

Add the field: here `url`.

```yaml
uses: http.download
with: { url: "${{ input.url }}", max_size: 5MB }
```
"""##,
        "E0305": ##"""
# E0305: A field of the wrong type

The plugin wants another type of value. A value that is exactly one expression keeps the type of its result, and is
checked when the job runs. The step would fail when it starts.

```yaml
uses: video.keyframes
with: { video: "${{ steps.video.output.file }}", at: [1, two] }
```

Write a value of the type the message names.

```yaml
uses: video.keyframes
with: { video: "${{ steps.video.output.file }}", at: [1, 2] }
```
"""##,
        "E0306": ##"""
# E0306: A value out of range

A number, duration, size or rate is smaller or larger than allowed, or a list longer; or `progress` is below that of the
step before, so that the job would seem to go backwards. The bounds are those of what the value is used for.

```yaml
progress: 120
```

Choose a value within the bounds of the message.

```yaml
progress: 90
```
"""##,
        "E0307": ##"""
# E0307: Two ways to say when to retry

`delays` lists each wait; `attempts`, `initial` and `factor` compute them. Only one of the two can count. Nobody could
say how often the step is tried.

```yaml
retry: { delays: [1s, 4s], attempts: 5 }
```

Keep one: `{ delays: [1s, 4s] }` or `{ attempts: 5, initial: 1s, factor: 2 }`.

```yaml
retry: { delays: [1s, 4s, 15s, 1m] }
```
"""##,
        "E0401": ##"""
# E0401: Not an expression

The text between `${{` and `}}`, or of `when`, is no expression of the Common Expression Language (CEL), calls a
function that does not exist, or is not closed. It would have no value when the job runs.

```yaml
when: input.count = 1
```

Correct it at the place underlined: here `==` compares.

```yaml
when: input.count == 1
```
"""##,
        "E0402": ##"""
# E0402: A name that is not available

An expression begins with a name nothing provides. Steps and `output` see `input`, `job`, `message`, `steps`, `env` and
`secrets`; a filter and a limit's key in routing see `message` alone. Nothing would ever give it a value.

```yaml
with: { message: "${{ inputs.name }}" }
```

Take the name the message suggests: here `input.name`.

```yaml
with: { message: "${{ input.name }}" }
```
"""##,
        "E0403": ##"""
# E0403: A step that does not exist

`steps.<id>` names no step of this pipeline. There would be nothing to read.

```yaml
url: "${{ steps.fetchUser.output.url }}"
```

Take the id the message suggests, or give the step that id.

```yaml
url: "${{ steps.fetch_user.output.url }}"
```
"""##,
        "E0404": ##"""
# E0404: A step that has not run yet

Steps run in the order of the file. A step reads what earlier ones returned, neither its own output nor that of a later
one. When the expression is evaluated, that output does not exist.

```yaml
steps:
  - { id: note, uses: log.write, with: { message: "${{ steps.video.output.name }}" } }
  - { id: video, uses: http.download, with: { url: "${{ input.url }}" } }
```

Move the step that is read before the one that reads it.

```yaml
steps:
  - { id: video, uses: http.download, with: { url: "${{ input.url }}" } }
  - { id: note, uses: log.write, with: { message: "${{ steps.video.output.name }}" } }
```
"""##,
        "E0405": ##"""
# E0405: Something that may be missing

The value is declared, and is not there in every run: a step with a `when` that was skipped has no output, an optional
output of a plugin may be left out, and a job need not send what the schema of `input` does not name under `required`.
A `default` in the schema is for whoever writes the job; nothing fills it in. Reading what is missing fails the job.

```yaml
steps:
  - { id: thumbs, uses: video.keyframes, when: input.pictures, with: { video: "${{ input.video }}" } }
  - { id: note, uses: log.write, with: { message: "${{ size(steps.thumbs.output.frames) }} pictures" } }
```

Say what holds when it is missing, or run the step only when it is there.

```yaml
  - { id: note, uses: log.write, with: { message: "${{ size(steps.thumbs.?output.frames.orValue([])) }} pictures" } }
  - id: report
    uses: log.write
    when: steps.thumbs.status == "completed"
    with: { message: "${{ size(steps.thumbs.output.frames) }} pictures" }
```

These say that something is there: `has(input.title)`, `steps.thumbs.status == "completed"`, and the very condition under
which the other step runs. To make a member of `input` certain, name it under `required`.
"""##,
        "E0406": ##"""
# E0406: A field that is not there

A step has `output`, `status`, `error` and `attempt`; below `output` stands what its plugin declares; below `input` what
the schema allows, if it sets `additionalProperties: false`. The expression would fail in every job.

```yaml
with: { video: "${{ steps.video.output.fiel }}" }
```

Take the field the message suggests or lists; `millrace plugins show http.download` shows a plugin's outputs.

```yaml
with: { video: "${{ steps.video.output.file }}" }
```
"""##,
        "E0407": ##"""
# E0407: Types that do not go together

An operator or a function is given values that it does not take, or two values are compared that are never equal. The
first fails every job that gets there; the second never does what it looks like, and no job tells.

```yaml
when: input.count == "5"
with: { message: "${{ 'found ' + input.count }}" }
```

Compare with a value of the same type, and turn numbers into text with `string(…)`. A text that can only be one of a few,
by `enum` or as a step's status, is compared with those.

```yaml
when: input.count == 5
with: { message: "${{ 'found ' + string(input.count) }}" }
```
"""##,
        "E0408": ##"""
# E0408: A result that does not fit the field

The value of the expression is of a type that the plugin's field never takes, so every job would fail with
`invalid_payload`. A value that is exactly one `${{ }}` keeps its type; with other text around it the value is a text.

```yaml
with: { video: "${{ steps.video.output }}", at_most: "${{ input.title }}" }
```

Give what the field needs: one member of an object, a number read with `int(…)`, a text made with `string(…)` or `json(…)`,
a duration with its unit as in `"${{ input.seconds }}s"`. `millrace plugins show NAME` lists the fields.

```yaml
with: { video: "${{ steps.video.output.file }}", at_most: "${{ int(input.limit) }}" }
```
"""##,
        "E0409": ##"""
# E0409: Something that is no text inside text

Inside text an expression may give a text, a number, true or false, a timestamp or a duration. A list, an object, bytes and
null have no one way to be written, so the job would fail.

```yaml
message: "found ${{ steps.cuts.output.scenes }}"
```

Write it as JSON, or take the part that was meant.

```yaml
message: "found ${{ size(steps.cuts.output.scenes) }}: ${{ json(steps.cuts.output.scenes) }}"
```
"""##,
        "E0410": ##"""
# E0410: A condition that is neither true nor false

`when` gives something else, and nothing else counts as true: not a text, not a number, not a list with items in it. Every
job would fail at this step.

```yaml
when: input.title
```

Compare it with something; give an optional value a meaning for its absence.

```yaml
when: input.title != "" && input.?pictures.orValue(false)
```
"""##,
        "E0411": ##"""
# E0411: Text around the braces of a condition

A condition is an expression. With text outside `${{ }}` it would become a text, which is never false. The key of a
limit is one expression too. A step guarded like this would always run.

```yaml
when: "${{ input.count }} == 1"
```

Write the expression alone: `when: input.count == 1`.

```yaml
when: input.count == 1
```
"""##,
        "W0412": ##"""
# W0412: A condition that never changes

The condition does not depend on the job: the step always runs, or never does. Mostly it is left over from trying things
out.

```yaml
when: false && input.pictures
```

Leave `when` out, or the step.

```yaml
when: input.pictures
```
"""##,
        "W0413": ##"""
# W0413: Plain text that looks like an expression

Expressions stand in `${{ … }}`. `{{ … }}`, `${ input.name }`, `$steps.video.output.file`, also within a longer text, and a
bare `steps.video.output.file` are plain text and would arrive as they stand. Apart from `{{ … }}` only those are reported
that read a step, or a member of `input` or `job`, of this pipeline: `${HOME}` is the shell's.

```yaml
with: { video: steps.video.output.file, message: "hello {{ input.name }}" }
```

Write the braces with the `$`. Where the text is meant as it stands, the warning can stay.

```yaml
with: { video: "${{ steps.video.output.file }}", message: "hello ${{ input.name }}" }
```
"""##,
        "E0414": ##"""
# E0414: A function that does not exist

There is no function of that name, or none that takes so many arguments.

```yaml
when: job.type.startWith("video.")
```

Take the function that the message suggests.

```yaml
when: job.type.startsWith("video.")
```
"""##,
        "E0415": ##"""
# E0415: An expression that is too much

It is longer or nested deeper than an expression may be, or could take more steps than one evaluation is given. Loops inside
loops over lists of any length are the usual cause.

```yaml
when: input.words.exists(a, input.words.exists(b, input.words.exists(c, a + b == c)))
```

Bound the lists with `maxItems` in the schema, filter first, or let a step of its own do the work.

```yaml
input:
  properties: { words: { type: array, maxItems: 50, items: { type: string, maxLength: 40 } } }
```
"""##,
        "E0416": ##"""
# E0416: A secret where it would be seen

The value of `secrets.…` would end in a log, a record, an event, a message or the job's result, where anybody who may look
at jobs can read it. Secrets may go only into fields that a plugin declares for them. Neither the input of `uses: pipeline/NAME`, nor `for_each`,
nor the `key` of a `cache` is such a place; the steps see `secrets` themselves.

```yaml
with: { url: "https://example.org/v.mp4?key=${{ secrets.key }}" }
```

Use such a field; `millrace plugins show NAME` marks them.

```yaml
with:
  url: https://example.org/v.mp4
  headers: { Authorization: "Bearer ${{ secrets.key }}" }
```

What tells nothing of the secret is allowed everywhere: `has(secrets.key)`, `secrets.key == ""`, `size(secrets.key)`. The
author of a plugin declares a field for secrets with `.secret()`.
"""##,
        "W0501": ##"""
# W0501: Pipelines that start each other without end

A step publishes what starts its own pipeline again, at once or over others, and nothing in the circle ever stops it: none of these steps has
a `when`, and the subscriptions take every such message. After 8 hops the chain ends as a dead letter with `MaxTransferHopCountExceeded`.

```yaml
# pipeline `crawl`, which the subscription takes `page.read` for
steps:
  - { id: next, uses: message.publish, with: { job_type: page.read } }
```

Give one of the steps a `when` that becomes false, or publish something else.

```yaml
steps:
  - { id: next, uses: message.publish, when: input.page < input.last, with: { job_type: page.read } }
```
"""##,
        "W0502": ##"""
# W0502: A pipeline that no subscription starts

The project has subscriptions, and none of them runs this pipeline. It is dead, or somebody forgot its route. In a project without any
subscription nothing is said: there pipelines are run by hand.

```yaml
# pipelines/old_report.yaml
kind: pipeline
name: old_report
```

Add a subscription with `pipeline: old_report`, or remove the file. If it is only meant for `millrace run old_report`, say so:
`# millrace:allow W0502 run by hand`.

```yaml
subscriptions:
  old-reports: { match: { jobType: report.old }, pipeline: old_report }
```
"""##,
        "E0503": ##"""
# E0503: A timeout beyond the deadline

`deadline` holds for all steps of one delivery attempt together, so a step can never use a longer `timeout`. The
deadline ends the attempt first, so the larger number only misleads.

```yaml
deadline: 90s
steps:
  - { id: note, uses: log.write, with: { message: hello }, timeout: 2m }
```

Shorten the timeout or lengthen the deadline.

```yaml
deadline: 3m
steps:
  - { id: note, uses: log.write, with: { message: hello }, timeout: 2m }
```
"""##,
        "E0504": ##"""
# E0504: An attempt that outlives its lock

`renew_for` ends the renewal of the lock while the attempt may still run. When the lock is gone, another worker starts the same job again
beside the first, whose result is refused.

```yaml
subscriptions:
  reports: { pipeline: report, lock: 1m, renew_for: 5m, timeout: 10m }
```

Leave `renew_for` out: then the lock is renewed as long as the attempt runs. Or let `timeout`, or the pipeline's `deadline`, be no longer
than `renew_for` and `lock` together.

```yaml
subscriptions:
  reports: { pipeline: report, lock: 1m, timeout: 10m }
```
"""##,
        "W0505": ##"""
# W0505: Tries that come too late

The waits of a `retry` alone are longer than all steps together may take, even if every try failed at once. The later tries can never begin.

```yaml
deadline: 2m
steps:
  - id: fetch
    uses: http.download
    with: { url: "https://example.com/a" }
    retry: { delays: [5s, 30s, 2m] }   # 5s + 30s + 2m = 2m35s
```

Shorten the waits or lengthen the `deadline`; without one, the `timeout` of the subscription counts. Long waits belong to the subscription's
`backoff`, which holds no worker meanwhile.

```yaml
deadline: 5m
steps:
  - id: fetch
    uses: http.download
    with: { url: "https://example.com/a" }
    retry: { delays: [5s, 30s, 2m] }
```
"""##,
        "E0506": ##"""
# E0506: A part of a retry that is never used

Something that is written has no effect, so what happens is not what it looks like:

- a `backoff` with more waits than deliveries: after the last delivery there is no wait;
- `initial`, `factor` and the like beside `attempts: 1`: there is no further try;
- an empty `on`, which does not mean *never* but *every retryable failure*.

```yaml
subscriptions:
  reports: { pipeline: report, deliveries: 3, backoff: [15s, 45s, 2m, 5m, 10m] }   # only 15s and 45s
```

Remove what is not used, or raise `deliveries` or `attempts`. Both count the first try too.

```yaml
subscriptions:
  reports: { pipeline: report, deliveries: 3, backoff: [15s, 45s] }
```
"""##,
        "W0507": ##"""
# W0507: Trying again what may be done already

The plugin says that running it twice does its work twice. A `retry` without `on` also tries again after a timeout, when nobody knows how far the
first try came.

```yaml
steps:
  - { id: mail, uses: process.run, with: { command: send-mail }, retry: { delays: [1s, 4s] } }
```

Name the failures after which nothing is done yet: `on: [process_failed]`.

```yaml
steps:
  - id: mail
    uses: process.run
    with: { command: send-mail }
    retry: { delays: [1s, 4s], on: [process_failed] }
```
"""##,
        "W0508": ##"""
# W0508: A failure that never comes

`on` names a failure that the plugin does not declare and that is none of the common ones: `rate_limit`, `timeout`, `network_error`,
`unexpected`, `invalid_payload`, `not_found`. Nothing is ever tried again because of it.

```yaml
retry: { delays: [1s, 4s], on: [timeouts] }
```

Write a code that exists; `millrace plugins show NAME` lists those of a plugin.

```yaml
retry: { delays: [1s, 4s], on: [timeout] }
```
"""##,
        "W0509": ##"""
# W0509: A limit that another one cuts short

The shorter of the pipeline's `deadline` and the subscription's `timeout` ends an attempt. Every subscription that runs this pipeline ends
attempts sooner than its `deadline`, or without one, sooner than the `timeout` of a step.

```yaml
deadline: 15m        # in the pipeline
# and in routing.yaml, where `timeout` is 10m unless said:
#   reports: { pipeline: report }
```

Lengthen the subscription's `timeout`, or shorten the other.

```yaml
deadline: 15m        # in the pipeline
# and in routing.yaml:
#   reports: { pipeline: report, timeout: 15m }
```
"""##,
        "W0510": ##"""
# W0510: A wait that is cut

No wait between two tries of a step is longer than `cap`, which is 10m unless said.

```yaml
retry: { delays: [1m, 20m] }
```

Write `cap: 20m` beside it. For long waits prefer the subscription's `backoff`: it holds no worker meanwhile.

```yaml
retry: { delays: [1m, 20m], cap: 20m }
```
"""##,
        "W0511": ##"""
# W0511: No time for a second try

A delivery lives as long as `ttl` says, also while it waits for its next try. Here the first wait of `backoff` is not shorter, so a delivery that
fails once is a dead letter with `TTLExpiredException`, whatever `deliveries` says.

```yaml
subscriptions:
  chats: { pipeline: chat, ttl: 10s }   # `backoff` begins with 15s unless said
```

Write a shorter `backoff` or a longer `ttl`; or `deliveries: 1`, if one try is meant.

```yaml
subscriptions:
  chats: { pipeline: chat, ttl: 10s, backoff: [2s] }
```
"""##,
        "E0601": ##"""
# E0601: A pipeline or topic that does not exist

A subscription names a pipeline that no file of `pipelines/` has as its `name`. The name of the file does not count. Its
jobs could not be run by anything. The same is told of a step with `uses: pipeline/NAME`, and of one that publishes to a
topic of which no routing file speaks.

```yaml
subscriptions:
  reports: { pipeline: reprot }
```

Take the name the message suggests.

```yaml
subscriptions:
  reports: { pipeline: report }
```
"""##,
        "W0602": ##"""
# W0602: A filter that can never match

No message can fit all that the filter asks for. The parts that contradict each other are shown; if it is one alone, it asks for a value that the
attribute never has. A comparison with an attribute that is missing is not true, so guard it with `has`, or write
`message.?priority.orValue(0)`.

```yaml
subscriptions:
  urgent: { when: message.priority > 5 && message.priority <= 5, pipeline: report }
```

Mend the filter, or write `||` where either is meant. `millrace routes explain` tells for one message which part fails.

```yaml
subscriptions:
  urgent: { when: message.priority > 5 && message.priority <= 9, pipeline: report }
```
"""##,
        "W0603": ##"""
# W0603: Two subscriptions that take the same job

A job starts every pipeline whose subscription takes it. The message that is shown fits both filters, so its job is worked on twice: by accident, as a
rule. Only the topic `jobs` is looked at; elsewhere many takers are usual.

```yaml
subscriptions:
  fast: { match: { jobType: report.make }, when: message.priority >= 7, pipeline: report }
  bulk: { match: { jobType: report.make }, pipeline: bulk_report }
```

Let the filters exclude each other: `when: message.priority < 7`. If both are meant to run, write `overlap: intended` in one of them.

```yaml
subscriptions:
  fast: { match: { jobType: report.make }, when: message.priority >= 7, pipeline: report }
  bulk: { match: { jobType: report.make }, when: message.priority < 7, pipeline: bulk_report }
```
"""##,
        "W0604": ##"""
# W0604: A message nobody takes

A step publishes a message that no subscription of its topic takes, whatever its expressions come to. At run time that fails the step.

```yaml
steps:
  - { id: mail, uses: message.publish, with: { job_type: mail.sned } }
```

Write a type that somebody takes, or add a subscription for it. The message is shown as `millrace routes explain --message` wants it.

```yaml
steps:
  - { id: mail, uses: message.publish, with: { job_type: mail.send } }
```
"""##,
        "W0607": ##"""
# W0607: A limit that never holds

A limit lets more jobs of one key run than the subscription lets run in all. Deliveries that `prefetch` locks ahead
count as running. The number promises a bound that is not there.

```yaml
subscriptions:
  reports: { pipeline: report, concurrency: 2, limits: [{ key: message.creatorId, concurrency: 3 }] }
```

Lower the limit's `concurrency`, or raise the subscription's.

```yaml
subscriptions:
  reports: { pipeline: report, concurrency: 4, limits: [{ key: message.creatorId, concurrency: 3 }] }
```
"""##,
        "W0608": ##"""
# W0608: An attribute that looks misspelt

Messages may have attributes of their own, so any name is allowed. This one is nearly the name of an attribute that every message has, and nothing
in the project gives messages one of this name.

```yaml
subscriptions:
  reports: { match: { jobtype: report.make }, pipeline: report }
```

Write `jobType`. Every message has `jobType` and `creatorId`.

```yaml
subscriptions:
  reports: { match: { jobType: report.make }, pipeline: report }
```
"""##,
        "E0701": ##"""
# E0701: Not a cron expression

`cron` has five fields: minute, hour, day of month, month, day of week. A sixth one in front counts seconds. Each is
`*`, a number, a range `a-b`, a step `*/n` or `a-b/n`, or several of these with commas. Read otherwise than meant, it
would start jobs at the wrong times.

```yaml
cron: "0 25 * * *"
```

Hours go from 0 to 23. `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly` stand for whole expressions. See
[schedules](../schedules.md).

```yaml
cron: "0 23 * * *"
```
"""##,
        "E0702": ##"""
# E0702: Not a time zone

`time_zone` is `UTC` or a name of the IANA list, written as there. Abbreviations such as `CST` mean several zones, and a
fixed offset such as `GMT+3` knows no summer time. Without a known zone nobody can say when three o'clock is.

```yaml
time_zone: Europe/Berlni
```

Write `Europe/Berlin`.

```yaml
time_zone: Europe/Berlin
```
"""##,
        "E0703": ##"""
# E0703: A job nobody takes

A schedule submits its job to the topic `jobs`. A message that no subscription takes is refused, so the schedule would
do nothing. The mistake would show only as jobs that never come.

```yaml
job: content.reprot
```

Correct the job type or the attributes, or add a subscription to the routing.

```yaml
job: content.report
```
"""##,
        "E0704": ##"""
# E0704: A payload that does not fit

The payload of a schedule is checked against the `input` of every pipeline that takes its job. Without `payload` it is
`{}`. Every firing would be refused.

```yaml
payload: { pages: 12 }   # the pipeline's input says: at most 10
```

Correct the payload.

```yaml
payload: { pages: 10 }
```
"""##,
        "W0705": ##"""
# W0705: A schedule that never fires

The expression is in order, but no such date comes in the next 50 years. It looks as if something were scheduled, and
nothing is.

```yaml
cron: "0 0 31 2 *"
```

Correct the date, or say `enabled: false`.

```yaml
cron: "0 0 28 2 *"
```
"""##,
        "W0706": ##"""
# W0706: Jitter as long as the gap between two firings

Each firing is delayed by a part of `jitter`. Where that may be longer than the time to the next one, jobs can start in
another order than their instants. Mostly that is not meant.

```yaml
cron: "*/10 * * * *"
jitter: 10m
```

Make the jitter shorter. Where the order does not matter, the warning can stay.

```yaml
cron: "*/10 * * * *"
jitter: 5m
```
"""##,
        "E0707": ##"""
# E0707: An expression in a schedule's payload

The payload of a schedule is submitted as it stands: nothing evaluates `${{ }}` in it. The braces would reach the
pipeline as text.

```yaml
payload: { day: "${{ job.now }}" }
```

Write plain values. What depends on the time is computed in the pipeline, whose expressions can read `job.now`.

```yaml
payload: { day: today }
```
"""##,
        "E0801": ##"""
# E0801: Tests of a pipeline that does not exist

A file of tests names a pipeline that no file of `pipelines/` has. None of its tests could run.

```yaml
kind: tests
pipeline: reprot
tests:
  - name: ends
    expect: { status: completed }
```

Write the pipeline's own name.

```yaml
kind: tests
pipeline: report
```
"""##,
        "E0802": ##"""
# E0802: A test of a step that does not exist

A mock, an expectation or an assertion names a step that the pipeline does not have. A mock of it would never be played, and what
is expected of it could never be seen.

```yaml
tests:
  - name: ends
    mocks: { downlod: { fails: not_found } }
    expect: { status: failed }
```

Write the step's id as the pipeline has it.

```yaml
    mocks: { download: { fails: not_found } }
```
"""##,
        "E0803": ##"""
# E0803: A mock returns what its plugin cannot

What a mock returns is checked like a real output: every field the plugin declares as always there is there, none is there that it
does not declare, and each has its type. A test with another output would prove something about a pipeline that never runs.

```yaml
mocks:
  download: { output: { file: video.mp4 } }
```

Write the whole output; `millrace plugins show http.download` lists it, and `millrace test --record JOB` takes it from a job.
A mock that takes longer than the step's timeout needs none.

```yaml
mocks:
  download:
    output:
      file: { path: /a.mp4, sha256: 5f3c, media_type: video/mp4, size: 9 }
      sha256: 5f3c
      size: 9
      media_type: video/mp4
      url: https://example.com/a.mp4
      name: a.mp4
```
"""##,
        "E0804": ##"""
# E0804: A test's input does not fit

The input is checked against the pipeline's `input` schema like the payload of a submitted job: this one would be refused, and the
test would say nothing about the pipeline.

```yaml
tests:
  - name: ends
    input: { url: 1 }
    expect: { status: completed }
```

Mend the input. If the refusal is what you test, expect it, and nothing else:

```yaml
tests:
  - name: refuses a number
    input: { url: 1 }
    expect: { refused: { code: invalid_payload, at: /url } }
```
"""##,
        "E0805": ##"""
# E0805: Two things that exclude each other

A mock says `fails` and `output`, or a test expects `refused` and something of a job that ran. Only one can happen.
So it is with a subscription that has a `batch` and a rule `run: inline`: a job cannot begin at once and wait for others.

```yaml
mocks:
  ask: { fails: rate_limit, output: { text: hello } }
```

A list says what happens one after the other.

```yaml
mocks:
  ask: [{ fails: rate_limit }, { output: { text: hello } }]
```
"""##,
        "E0806": ##"""
# E0806: An assertion that cannot be true

An entry of `that` names something that is not there, compares what never goes together, or is not true or false. It sees `result`,
`job`, `steps`, `events` and `published`.

```yaml
expect:
  that:
    - reslt.size > 3
    - size(result.scenes)
```

Write the name that is there, and compare.

```yaml
expect:
  that:
    - result.size > 3
    - size(result.scenes) == 2
```
"""##,
        "E0807": ##"""
# E0807: A failure the plugin does not declare

A mock fails with a code that is neither a common one (`invalid_payload`, `not_found`, `rate_limit`, `timeout`, `network_error`,
`unexpected`) nor declared by the plugin: it is misspelt, or the step would never fail like that. For a plugin's own code the test
has to say whether another try is worth it, because only the plugin's code knows.

```yaml
mocks:
  download: { fails: rate_limt }
  model: { fails: content_filtered }
```

Write the code as it is, and for a plugin's own whether it is retryable.

```yaml
mocks:
  download: { fails: rate_limit }
  model: { fails: { code: content_filtered, retryable: false } }
```
"""##,
        "E0808": ##"""
# E0808: Not a matcher

In an expected value, a key that begins with `$` is a matcher: `$matches` with a regular expression, or `$present` with `true` or
`false`. It stands alone in its map. A misspelt one would compare with a member that is never there.

```yaml
expect:
  result: { title: { $match: "^Holiday" } }
```

Write the matcher's name as it is.

```yaml
expect:
  result: { title: { $matches: "^Holiday" } }
```

Keys of your own that begin with `$` can be compared with `result_is`, which has no matchers.
"""##,
        "E0809": ##"""
# E0809: A test that cannot fail

`expect` is empty: whatever the pipeline does, the test passes.

```yaml
tests:
  - name: ends
    expect: {}
```

Expect at least a status.

```yaml
    expect: { status: completed }
```
"""##,
        "E0810": ##"""
# E0810: Nobody takes the test's job

The test's `job` names a type that no subscription takes for this pipeline, or a subscription that does not run it. The job would go
elsewhere, or be refused.

```yaml
tests:
  - name: ends
    job: { type: reprot.write }
    expect: { status: completed }
```

Write the type the subscription matches on, name the subscription, or leave both out: then the first subscription that runs the
pipeline takes the job.

```yaml
    job: { type: report.write }
```
"""##,
        "W0901": ##"""
# W0901: A comment that allows nothing

`# millrace:allow` silences a warning that is not there: it was mended, or has moved to another line. A comment left behind
would silence the next mistake of that line, which nobody meant to allow.

```yaml
# millrace:allow W0607 the limit is there for later
reports: { pipeline: report, concurrency: 4 }
```

Remove it; `millrace validate --fix` does:

```yaml
reports: { pipeline: report, concurrency: 4 }
```
"""##,
        "W0902": ##"""
# W0902: A comment that does not say why

A warning is silenced for a reason, and whoever reads the file later needs it to judge whether it still holds. Without one
the comment has no effect.

```yaml
# millrace:allow W0706
often: { cron: "*/10 * * * *", job: content.report, jitter: 10m }
```

Say why after the code:

```yaml
# millrace:allow W0706 the order of these jobs does not matter
often: { cron: "*/10 * * * *", job: content.report, jitter: 10m }
```
"""##,
        "W0903": ##"""
# W0903: A comment that allows what it cannot

`# millrace:allow` takes the code of a warning. There is no such code, or it is that of an error: an error keeps the project
from being loaded, so it is mended and not allowed.

```yaml
# millrace:allow W706 the order of these jobs does not matter
often: { cron: "*/10 * * * *", job: content.report, jitter: 10m }
```

Take the code from the finding:

```yaml
# millrace:allow W0706 the order of these jobs does not matter
often: { cron: "*/10 * * * *", job: content.report, jitter: 10m }
```
"""##,
        "E1101": ##"""
# E1101: A `for_each` over no list

`for_each` runs a step once for each item of a list. It is written as a list, or as one expression that gives one; a bare
path such as `input.urls` is plain text, and text around an expression makes text of it.

```yaml
- { id: pages, for_each: input.urls, uses: http.download, with: { url: "${{ item }}" } }
```

```yaml
- { id: pages, for_each: "${{ input.urls }}", uses: http.download, with: { url: "${{ item }}" } }
```

Of a map take its keys (`m.map(key, key)`), of an object the member that is a list, of a text its parts (`.split(",")`).
"""##,
        "E1102": ##"""
# E1102: An `at_once` with nothing to share out

`at_once` says how many items of a `for_each`, or how many steps of a `parallel` group, run at the same time. A step
without `for_each` runs once.

```yaml
- { id: pages, at_once: 4, uses: http.download, with: { url: "${{ input.url }}" } }
```

```yaml
- { id: pages, for_each: "${{ input.urls }}", at_once: 4, uses: http.download, with: { url: "${{ item }}" } }
```

How many jobs of a subscription run at the same time is its `concurrency`.
"""##,
        "E1103": ##"""
# E1103: Steps that run at the same time and read each other

The steps of a `parallel` group begin together. None of them can read what another returns; steps after the group read all
of them.

```yaml
- parallel:
    - { id: video, uses: http.download, with: { url: "${{ input.url }}" } }
    - { id: note, uses: log.write, with: { message: "${{ steps.video.output.name }}" } }
```

Move the reader behind the group.

```yaml
- parallel:
    - { id: video, uses: http.download, with: { url: "${{ input.url }}" } }
    - { id: cover, uses: http.download, with: { url: "${{ input.cover }}" } }
- { id: note, uses: log.write, with: { message: "${{ steps.video.output.name }}" } }
```
"""##,
        "E1104": ##"""
# E1104: A group inside a group

All steps of a `parallel` group run at the same time already, so a group inside it would say nothing.

```yaml
- parallel:
    - { id: video, uses: http.download, with: { url: "${{ input.url }}" } }
    - parallel:
        - { id: cover, uses: http.download, with: { url: "${{ input.cover }}" } }
```

Put its steps into the outer group. Where several steps in order run beside others, make a pipeline of them.

```yaml
- parallel:
    - { id: video, uses: http.download, with: { url: "${{ input.url }}" } }
    - { id: cover, uses: pipeline/prepare_cover, with: { url: "${{ input.cover }}" } }
```
"""##,
        "E1105": ##"""
# E1105: Pipelines that use each other in a circle

`uses: pipeline/NAME` runs all steps of that pipeline inside the job. One that uses itself, directly or through others,
would never end.

```yaml
kind: pipeline
name: tidy
steps:
  - { id: again, uses: pipeline/tidy }
```

Publish a job instead: it is a run of its own, which a condition ends.

```yaml
kind: pipeline
name: tidy
steps:
  - { id: again, when: input.left > 0, uses: message.publish, with: { job_type: tidy, payload: { left: "${{ input.left - 1 }}" } } }
```
"""##,
        "E1106": ##"""
# E1106: Pipelines nested too deeply

A pipeline that uses another one, which uses a third one, and so on, stands above at most 8 levels. Nobody reads a job that
is deeper, and the ids of its steps (`a.b.c.…`) grow with each level.

```yaml
# top uses second, second uses third, … up to the tenth
steps:
  - { id: next, uses: pipeline/second }
```

Leave out a level, or let one of them publish a job.

```yaml
steps:
  - { id: next, uses: message.publish, with: { job_type: second.work } }
```
"""##,
        "E1107": ##"""
# E1107: A batch that its pipeline cannot take

With `batch` several jobs run a pipeline once. Its `input` is the list of their payloads, so its input schema is an array,
and its `output` is a list with one result for each job, in the same order.

```yaml
kind: pipeline
name: embed
input: { type: object, properties: { text: { type: string } } }
```

Each payload is checked against `items`.

```yaml
kind: pipeline
name: embed
input: { type: array, items: { type: object, properties: { text: { type: string } } } }
```
"""##,
        "W1108": ##"""
# W1108: A rule that is never reached

The first rule of `dispatch` that holds decides. One without `when` always holds, so those after it are never asked.

```yaml
dispatch:
  - { run: queued }
  - { when: "size(input.text) < 200", run: inline }
```

Put it at the end.

```yaml
dispatch:
  - { when: "size(input.text) < 200", run: inline }
  - { run: queued }
```
"""##,
        "W1109": ##"""
# W1109: A result that is not worth keeping

`cache` keeps what a step returns, and a hit gives it back without running the step. A plugin that returns nothing is run
for what it does; a hit would only leave that undone.

```yaml
- { id: save, uses: records.save, with: { collection: pages, id: a, value: 1 }, cache: { key: v1, ttl: 1d } }
```

Cache the step that costs, not the one that writes.

```yaml
- { id: answer, uses: model.chat, with: { prompt: "${{ input.text }}" }, cache: { key: v1, ttl: 1d } }
- { id: save, uses: records.save, with: { collection: pages, id: a, value: "${{ steps.answer.output.text }}" } }
```
"""##,
        "W1110": ##"""
# W1110: A rule that nobody asks

`dispatch` decides whether whoever submits a job waits for its result. What an event starts was submitted by nobody who
could wait.

```yaml
topics:
  events:
    subscriptions:
      diary: { pipeline: diary, dispatch: [{ run: inline }] }
```

```yaml
topics:
  events:
    subscriptions:
      diary: { pipeline: diary }
```
"""##,
        "E1201": ##"""
# E1201: A provider that does not exist

A model names the provider that runs it. With a name that stands nowhere under `providers`, nobody knows where to ask.

```yaml
models:
  small: { provider: azrue }
```

Correct the name, or add the provider.

```yaml
models:
  small: { provider: azure }
```
"""##,
        "E1202": ##"""
# E1202: A model that does not exist

Roles, rules of the router and fallbacks name models of the same file. One that is not there could never be asked.

```yaml
roles:
  writing: deepsek-v3
```

Correct the name, or add the model.

```yaml
roles:
  writing: deepseek-v3
```
"""##,
        "E1203": ##"""
# E1203: A step that asks for a model that does not exist

The project has a catalogue of models, and the step's `model` is neither a model nor a role of it. The step would fail
each time it runs.

```yaml
- id: analysis
  uses: model.chat
  with: { model: visoin, prompt: What is to be seen? }
```

Name a model, a role or, where there is a router, `auto`.

```yaml
- id: analysis
  uses: model.chat
  with: { model: vision, prompt: What is to be seen? }
```
"""##,
        "E1204": ##"""
# E1204: Fallbacks in a circle

Following the fallbacks from one model leads back to it. A model that does not answer would be its own way out.

```yaml
fallbacks:
  large: [small]
  small: [large]
```

Let the list of one of them end earlier.

```yaml
fallbacks:
  large: [small]
```
"""##,
        "E1205": ##"""
# E1205: Not an amount of money

Prices and budgets are decimal numbers without a sign, in the currency of the catalogue: `0.27`, `12`, `0`. Nine digits
may stand after the point.

```yaml
prices: { input: -0.27, output: "1.10" }
```

Write the number alone.

```yaml
prices: { input: 0.27, output: 1.10 }
```
"""##,
        "W1206": ##"""
# W1206: A model whose costs are unknown

A price or the size of the context is missing. What a call costs then counts as unknown instead of being added up, and
where there are budgets, such a call is refused: a budget cannot hold what has no bound.

```yaml
models:
  small: { provider: azure, context: 128000 }
```

Write the prices down, or 0 for a model that costs nothing, and the context.

```yaml
models:
  small: { provider: azure, context: 128000, prices: { input: 0.08, output: 0.35 } }
```
"""##,
        "W1207": ##"""
# W1207: A router rule that is never reached

The rules of the router are asked from the first to the last. After one that always matches, or with a condition that
is always false, a rule does nothing.

```yaml
router:
  - { model: small }
  - { when: request.task == "reasoning", model: large }
```

Move the rule up, or remove it.

```yaml
router:
  - { when: request.task == "reasoning", model: large }
  - { model: small }
```
"""##,
        "E1208": ##"""
# E1208: A model that cannot do what a step needs

The step gives the model images, or wants speech turned into text, and the catalogue says that the model has no such
ability. It would refuse each call.

```yaml
- id: analysis
  uses: model.chat
  with: { model: small, images: "${{ steps.frames.output.frames }}" }
```

Name a model that has the ability, or add it to the abilities of this one.

```yaml
- id: analysis
  uses: model.chat
  with: { model: vision, images: "${{ steps.frames.output.frames }}" }
```
"""##,
        "E1301": ##"""
# E1301: A database nobody understands

The `url` of a database says with its beginning what kind it is. There are two: a file of SQLite, and a PostgreSQL server.

```yaml
databases:
  app: { url: data/app.db }
```

Write `sqlite:` before the path of a file, which stands below the project's folder unless it is absolute, or `postgres://` before a server.

```yaml
databases:
  app: { url: "sqlite:data/app.db" }
```
"""##,
        "W1302": ##"""
# W1302: A password in a file

`millrace.yaml` is shared with everybody who sees the project, and so is the password in it.

```yaml
databases:
  app: { url: "postgres://millrace:secret@db.example.org/app" }
```

Put the URL into a variable of the environment and name that.

```yaml
databases:
  app: { url_variable: APP_DATABASE_URL }
```
"""##,
        "E1303": ##"""
# E1303: A database that does not exist

Recipients and SQL steps name a database of `databases` in `millrace.yaml`. `store`, which is Millrace's own store, is there without an entry.

```yaml
recipients: { sql: "select email from users where id = $1", database: ap }
```

Take the name the message suggests, or add the database.

```yaml
recipients: { sql: "select email from users where id = $1", database: app }
```
"""##,
        "E1304": ##"""
# E1304: An expression inside a statement

A statement that is put together from texts may say something else than was meant: whoever chooses their own name could choose a piece of SQL. So its
values are bound, and the statement itself is always the same.

```yaml
with:
  database: app
  sql: "select email from users where name = '${{ input.name }}'"
```

Write `$1`, `$2` and so on where values belong, without quotes, and give the values as `parameters`. Among recipients `$1` is the creator's id.

```yaml
with:
  database: app
  sql: select email from users where name = $1
  parameters: ["${{ input.name }}"]
```
"""##,
        "E1305": ##"""
# E1305: A mark without a value

The statement takes more values than there are. Among recipients `$1` is the creator's id, and `parameters` begin with `$2`.

```yaml
recipients: { sql: "select email from users where id = $1 and team = $2", database: app }
```

Give the value, or remove the mark.

```yaml
recipients:
  sql: select email from users where id = $1 and team = $2
  parameters: ["${{ message.jobType }}"]
  database: app
```
"""##,
        "E1306": ##"""
# E1306: A name that is taken

`store` is Millrace's own store. SQL steps can read it under that name, so no other database can be called so.

```yaml
databases:
  store: { url: "sqlite:data/app.db" }
```

Give the database another name.

```yaml
databases:
  app: { url: "sqlite:data/app.db" }
```
"""##,
        "E1307": ##"""
# E1307: Two ways to say one thing

A subscription runs a pipeline or pushes to an address; recipients come from contacts or from a query; a database has a URL or the variable that holds
it. With both, nobody knows which one counts.

```yaml
subscriptions:
  orders: { pipeline: order, push: { url: "https://example.com/orders" } }
```

Keep the one that is meant.

```yaml
subscriptions:
  orders: { push: { url: "https://example.com/orders" } }
```
"""##,
        "W1308": ##"""
# W1308: A channel that tells of every bit of progress

Jobs publish `job.progress` many times. Clients that show a bar want each; a mail or a request for each is a nuisance.

```yaml
channels:
  email: { uses: notify.email }
```

Say which events are worth it.

```yaml
channels:
  email: { uses: notify.email, when: 'event.status in ["completed", "failed"]' }
```
"""##,
        "W1309": ##"""
# W1309: A value the statement does not use

A value that is bound and never used does nothing. If it is `$1` of the recipients, the creator's id, everybody's recipient is the same.

```yaml
recipients: { sql: "select email from users", database: app }
```

Use the value, or remove it from `parameters`.

```yaml
recipients: { sql: "select email from users where id = $1", database: app }
```
"""##,
    ]
}
