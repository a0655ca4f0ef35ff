use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Subcommand;
use documents::processes::{self, SHIPPED};
use serde_json::json;
use workflow::{
    Definition, Error, Issue,
    definition::{Strictness, decode},
    simulation::{Script, Standing, simulate},
    soundness, variables,
};

/// Quy trình BPMN 2.0: kiểm tra trước khi ban hành, chạy thử một vụ việc; không cần máy chủ.
#[derive(Debug, Subcommand)]
pub(crate) enum Process {
    /// Kiểm tra tệp BPMN: thoát 0 khi chạy được, 1 khi bị từ chối và nói vì sao, ở dòng nào.
    Check {
        /// Tệp BPMN 2.0
        file: PathBuf,
        /// In kết quả dạng JSON
        #[arg(long)]
        json: bool,
        /// Kiểm tra như khi ban hành để mang văn bản: inbound, urgent hoặc outbound (bước bắt buộc, biến có thể dùng)
        #[arg(long, value_name = "LOẠI", conflicts_with = "lenient", value_parser = SHIPPED.map(|(key, _)| key))]
        key: Option<String>,
        /// Chấp nhận tác vụ chạy mã (không bao giờ chạy mã, chỉ đi qua) và quy trình chưa chắc kết thúc
        #[arg(long)]
        lenient: bool,
    },
    /// Chạy thử: sau mỗi bước in vị trí, việc đang mở, biến, các phần tử đã đi qua.
    ///
    /// Kịch bản là JSON: {"variables": {…}, "steps": [{"complete": {"element": "duyet", "variables": {…}}},
    /// {"message": {"name": "…"}}, {"signal": {"name": "…"}}, {"fail": {"element": "…", "code": "…"}},
    /// {"wait": {"seconds": 3600}}, {"set": {"variables": {…}}}, {"choose": {"gateway": "…", "flow": "…"}},
    /// {"command": {"command": "send_back", "task": 3, "by": "…", "reason": "…"}}]}; "process" chọn quy trình, "at" chọn chỗ bắt đầu
    #[expect(clippy::doc_markdown, reason = "people read this in a terminal")]
    #[command(verbatim_doc_comment)]
    Simulate {
        /// Tệp BPMN 2.0
        file: PathBuf,
        /// Tệp kịch bản; không có thì chỉ bắt đầu
        #[arg(long)]
        script: Option<PathBuf>,
        /// In kết quả dạng JSON
        #[arg(long)]
        json: bool,
    },
}

impl Process {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Check {
                file,
                json,
                key,
                lenient,
            } => check(&file, json, key.as_deref(), lenient),
            Self::Simulate { file, script, json } => run_case(&file, script, json),
        }
    }
}

fn read(file: &PathBuf) -> anyhow::Result<String> {
    let bytes = std::fs::read(file).with_context(|| format!("không đọc được {}", file.display()))?;
    Ok(decode(&bytes))
}

fn check(file: &PathBuf, as_json: bool, key: Option<&str>, lenient: bool) -> anyhow::Result<ExitCode> {
    let xml = read(file)?;
    let strictness = if lenient {
        Strictness::Lenient
    } else {
        Strictness::Publish
    };
    let mut asked = Vec::new();
    let issues = match Definition::inspect(&xml, strictness) {
        Ok((definition, issues)) => {
            asked = variables::asked(&definition);
            let mut issues = match issues.as_slice() {
                [] if !lenient => soundness::check(&definition),
                _ => issues,
            };
            issues.extend(
                key.into_iter()
                    .flat_map(|key| processes::faults(key, &definition)),
            );
            issues
        }
        Err(Error::NotXml { line, reason }) => {
            vec![Issue {
                line,
                element: String::new(),
                name: None,
                reason: format!("không đọc được XML: {reason}"),
            }]
        }
        Err(error) => vec![Issue {
            line: 1,
            element: String::new(),
            name: None,
            reason: error.to_string(),
        }],
    };
    if as_json {
        println!(
            "{}",
            serde_json::to_string_pretty(&json!({
                "runnable": issues.is_empty(),
                "variables": asked,
                "issues": issues,
            }))?
        );
    } else if issues.is_empty() {
        println!("{}: chạy được.", file.display());
        if !asked.is_empty() && key.is_none() {
            println!("Biến mà vụ việc phải cho biết: {}.", asked.join(", "));
        }
    } else {
        for issue in &issues {
            let name = issue.name.as_deref().unwrap_or(&issue.element);
            println!("{}:{}: {name}: {}", file.display(), issue.line, issue.reason);
        }
    }
    Ok(if issues.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn run_case(file: &PathBuf, script: Option<PathBuf>, as_json: bool) -> anyhow::Result<ExitCode> {
    let definition = Definition::read(&read(file)?, Strictness::Lenient)?;
    let script: Script = match script {
        Some(path) => {
            serde_json::from_str(&read(&path)?).with_context(|| format!("kịch bản {}", path.display()))?
        }
        None => Script::default(),
    };
    let standings = simulate(&definition, &script, 0)?;
    if as_json {
        println!(
            "{}",
            serde_json::to_string_pretty(&json!({ "steps": standings }))?
        );
    } else {
        for (step, standing) in standings.iter().enumerate() {
            print_standing(step, standing);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print_standing(step: usize, standing: &Standing) {
    println!("Bước {step}: {:?}", standing.status);
    if let Some(reason) = &standing.refused {
        println!("  bị từ chối: {reason}");
    }
    println!("  đã qua:   {}", standing.passed.join(", "));
    println!("  đang ở:   {}", standing.tokens.join(", "));
    println!("  việc mở:  {}", standing.open_tasks.join(", "));
}
