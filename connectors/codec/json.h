// Decodes JSON records, one object a record, into columns.
//
// Only the fields that the stream's columns name are read.  Which records are
// faults depends on the text and the stream's event time alone.

#pragma once

#include <memory>

#include "nfa/id.h"
#include "nfa/schema.h"
#include "runtime/decoder.h"

namespace precept::connectors {

// A runtime::DecoderFactory.  `schema` must outlive the decoder.
std::unique_ptr<runtime::Decoder> MakeJsonDecoder(const nfa::Schema& schema,
                                                  nfa::StreamId stream);

}  // namespace precept::connectors
