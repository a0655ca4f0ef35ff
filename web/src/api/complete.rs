//! What is the same for every operation and so is written into the description once: the answers of the gate, the
//! problem document behind every error, the headers that guard creations, names of operations.

use utoipa::openapi::{
    Content, HttpMethod, OpenApi, Ref, RefOr, Required,
    path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
    response::ResponseBuilder,
    schema::{ObjectBuilder, Type},
};

/// Writes it in.
pub(crate) fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            // Functions of different files share names; method and address do not.
            operation.operation_id = Some(name(&method, path));
            if method == HttpMethod::Post {
                let parameters = operation.parameters.get_or_insert_default();
                parameters.retain(|known| !is_named(known, "Idempotency-Key"));
                parameters.push(RefOr::T(idempotency_key()));
            }
            errors(path, &method, operation);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    let all = [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ];
    all.into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

fn name(method: &HttpMethod, path: &str) -> String {
    let verb = match method {
        HttpMethod::Get => "get",
        HttpMethod::Post => "post",
        HttpMethod::Put => "put",
        HttpMethod::Patch => "patch",
        _ => "delete",
    };
    let words = path.trim_start_matches("/api/v1/").split(['/', '-']);
    let words = words.map(|word| word.trim_matches(['{', '}']));
    std::iter::once(verb).chain(words).collect::<Vec<_>>().join("_")
}

fn is_named(parameter: &RefOr<Parameter>, name: &str) -> bool {
    matches!(parameter, RefOr::T(known) if known.name == name)
}

fn idempotency_key() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "A request sent again with the same key gets the first answer again",
        ))
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .min_length(Some(1))
                .max_length(Some(200))
                .pattern(Some("^[!-~]+$"))
                .build(),
        ))
        .build()
}

/// Every error an operation can answer, each with the problem document.
fn errors(path: &str, method: &HttpMethod, operation: &mut Operation) {
    let parameters = operation.parameters.as_deref().unwrap_or_default();
    let has_version = parameters.iter().any(|known| is_named(known, "If-Match"));
    let in_query = |known: &RefOr<Parameter>| matches!(known, RefOr::T(known) if known.parameter_in == ParameterIn::Query);
    let (has_path, has_query) = (path.contains('{'), parameters.iter().any(in_query));
    let (has_body, changes) = (operation.request_body.is_some(), *method != HttpMethod::Get);
    let is_post = *method == HttpMethod::Post;
    let table = [
        ("400", has_body || has_query || is_post, "Không đọc được yêu cầu"),
        ("401", true, "Cần đăng nhập"),
        ("403", true, "Chức vụ hiện tại không được làm việc này"),
        ("404", has_path || changes, "Không tìm thấy"),
        ("409", changes, "Trạng thái hiện tại không cho phép"),
        ("412", has_version, "Người khác vừa sửa nội dung này"),
        ("413", has_body, "Dữ liệu quá lớn"),
        ("415", has_body, "Kiểu dữ liệu không được nhận"),
        ("422", changes, "Dữ liệu chưa hợp lệ"),
        ("428", has_version, "Thiếu phiên bản đang sửa"),
    ];
    for (status, is_possible, meaning) in table {
        if is_possible {
            operation
                .responses
                .responses
                .entry(status.to_owned())
                .or_insert_with(|| RefOr::T(ResponseBuilder::new().description(meaning).build()));
        }
    }
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if !status.starts_with('2') {
            response.content.clear();
            let problem = Content::new(Some(Ref::from_schema_name("Problem")));
            response
                .content
                .insert("application/problem+json".to_owned(), RefOr::T(problem));
        }
        if response.description.is_empty() {
            let known = table.iter().find(|(known, _, _)| known == status);
            known
                .map_or("Đã làm", |(_, _, meaning)| meaning)
                .clone_into(&mut response.description);
        }
    }
}
