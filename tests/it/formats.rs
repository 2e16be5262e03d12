//! Reading 3MF, OBJ and PLY.

mod corpus;
