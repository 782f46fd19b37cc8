// A step file needs one import: the JSON value and the duration and size texts are part of what it reads and returns.
@_exported public import JSONModel
